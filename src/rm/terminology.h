#pragma once

#include <string_view>

namespace socle::rm {

/// The openEHR terminology (groups of concepts, code sets), as data in the binary. Immutable.
/// Names of groups and code sets are compared in any case, with ' ', '_' and '-' alike.
/// Source: openEHR TERM 3.1.0, openehr_terminology.xml, openehr_external_terminologies.xml and
/// PropertyUnitData.xml.

/// Whether openEHR has a group of that id or name ("null flavours", "setting",
/// "version lifecycle state", "instruction_states", …).
bool HasGroup(std::string_view group);
/// Whether `code` is in `group` (id or name). False where there is no such group.
bool GroupHasCode(std::string_view group, std::string_view code);
/// The English rubric of an openEHR code, or empty. Where groups differ (532 is "complete" as a
/// lifecycle state and "completed" as an instruction state), the first group's.
std::string_view Rubric(std::string_view code);
/// The English rubric of `code` in `group`, or empty.
std::string_view Rubric(std::string_view group, std::string_view code);
/// Whether `code` is in the code set, by openEHR name ("languages", "countries", "character sets",
/// "media types", "integrity check algorithms", "compression algorithms", "normal statuses") or by
/// external id ("ISO_639-1", "ISO_3166-1", "IANA_character-sets", "IANA_media-types", …).
/// Codes are compared in any case, as the standards of these sets do.
bool CodeSetHasCode(std::string_view code_set, std::string_view code);
bool HasCodeSet(std::string_view code_set);
/// Whether the terminology knows units of that property (an openEHR code: 127 is temperature).
bool HasUnitsOfProperty(std::string_view property);
/// Whether `unit` measures that property, in UCUM or as openEHR's tools write it.
bool PropertyHasUnit(std::string_view property, std::string_view unit);

}  // namespace socle::rm
