#pragma once

#include "fhir/model.h"

/// The numbers of types and names that code speaks of; tools/fhir_definitions reads them here and
/// numbers the others behind them.
namespace socle::fhir {

namespace type {
inline constexpr TypeId kBoolean{1};               // boolean
inline constexpr TypeId kInteger{2};               // integer
inline constexpr TypeId kUnsignedInt{3};           // unsignedInt
inline constexpr TypeId kPositiveInt{4};           // positiveInt
inline constexpr TypeId kDecimal{5};               // decimal
inline constexpr TypeId kString{6};                // string
inline constexpr TypeId kMarkdown{7};              // markdown
inline constexpr TypeId kCode{8};                  // code
inline constexpr TypeId kId{9};                    // id
inline constexpr TypeId kUri{10};                  // uri
inline constexpr TypeId kUrl{11};                  // url
inline constexpr TypeId kCanonical{12};            // canonical
inline constexpr TypeId kOid{13};                  // oid
inline constexpr TypeId kUuid{14};                 // uuid
inline constexpr TypeId kBase64Binary{15};         // base64Binary
inline constexpr TypeId kInstant{16};              // instant
inline constexpr TypeId kDate{17};                 // date
inline constexpr TypeId kDateTime{18};             // dateTime
inline constexpr TypeId kTime{19};                 // time
inline constexpr TypeId kXhtml{20};                // xhtml
inline constexpr TypeId kElement{21};              // Element
inline constexpr TypeId kBackboneElement{22};      // BackboneElement
inline constexpr TypeId kResource{23};             // Resource
inline constexpr TypeId kDomainResource{24};       // DomainResource
inline constexpr TypeId kExtension{25};            // Extension
inline constexpr TypeId kReference{26};            // Reference
inline constexpr TypeId kCoding{27};               // Coding
inline constexpr TypeId kCodeableConcept{28};      // CodeableConcept
inline constexpr TypeId kQuantity{29};             // Quantity
inline constexpr TypeId kMoney{30};                // Money
inline constexpr TypeId kIdentifier{31};           // Identifier
inline constexpr TypeId kPeriod{32};               // Period
inline constexpr TypeId kRange{33};                // Range
inline constexpr TypeId kRatio{34};                // Ratio
inline constexpr TypeId kHumanName{35};            // HumanName
inline constexpr TypeId kAddress{36};              // Address
inline constexpr TypeId kContactPoint{37};         // ContactPoint
inline constexpr TypeId kAnnotation{38};           // Annotation
inline constexpr TypeId kAttachment{39};           // Attachment
inline constexpr TypeId kNarrative{40};            // Narrative
inline constexpr TypeId kMeta{41};                 // Meta
inline constexpr TypeId kTiming{42};               // Timing
inline constexpr TypeId kSampledData{43};          // SampledData
inline constexpr TypeId kAge{44};                  // Age
inline constexpr TypeId kDuration{45};             // Duration
inline constexpr TypeId kCount{46};                // Count
inline constexpr TypeId kDistance{47};             // Distance
inline constexpr TypeId kBundle{48};               // Bundle
inline constexpr TypeId kBundleEntry{49};          // Bundle.entry
inline constexpr TypeId kParameters{50};           // Parameters
inline constexpr TypeId kParametersParameter{51};  // Parameters.parameter
inline constexpr TypeId kBinary{52};               // Binary
inline constexpr TypeId kPatient{53};              // Patient
inline constexpr TypeId kOperationOutcome{54};     // OperationOutcome
}  // namespace type

namespace name {
inline constexpr NameId kId{1};                 // id
inline constexpr NameId kExtension{2};          // extension
inline constexpr NameId kModifierExtension{3};  // modifierExtension
inline constexpr NameId kContained{4};          // contained
inline constexpr NameId kUrl{5};                // url
inline constexpr NameId kValue{6};              // value
inline constexpr NameId kMeta{7};               // meta
inline constexpr NameId kText{8};               // text
inline constexpr NameId kDiv{9};                // div
inline constexpr NameId kReference{10};         // reference
inline constexpr NameId kType{11};              // type
inline constexpr NameId kIdentifier{12};        // identifier
inline constexpr NameId kDisplay{13};           // display
inline constexpr NameId kSystem{14};            // system
inline constexpr NameId kVersion{15};           // version
inline constexpr NameId kCode{16};              // code
inline constexpr NameId kCoding{17};            // coding
inline constexpr NameId kUserSelected{18};      // userSelected
inline constexpr NameId kUnit{19};              // unit
inline constexpr NameId kComparator{20};        // comparator
inline constexpr NameId kStart{21};             // start
inline constexpr NameId kEnd{22};               // end
inline constexpr NameId kLow{23};               // low
inline constexpr NameId kHigh{24};              // high
inline constexpr NameId kNumerator{25};         // numerator
inline constexpr NameId kDenominator{26};       // denominator
inline constexpr NameId kContentType{27};       // contentType
inline constexpr NameId kData{28};              // data
inline constexpr NameId kVersionId{29};         // versionId
inline constexpr NameId kLastUpdated{30};       // lastUpdated
inline constexpr NameId kSource{31};            // source
inline constexpr NameId kProfile{32};           // profile
inline constexpr NameId kSecurity{33};          // security
inline constexpr NameId kTag{34};               // tag
inline constexpr NameId kImplicitRules{35};     // implicitRules
inline constexpr NameId kLanguage{36};          // language
inline constexpr NameId kResource{37};          // resource
inline constexpr NameId kEntry{38};             // entry
inline constexpr NameId kFullUrl{39};           // fullUrl
inline constexpr NameId kParameter{40};         // parameter
inline constexpr NameId kPart{41};              // part
inline constexpr NameId kName{42};              // name
inline constexpr NameId kStatus{43};            // status
inline constexpr NameId kUse{44};               // use
}  // namespace name

}  // namespace socle::fhir
