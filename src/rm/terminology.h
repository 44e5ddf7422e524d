#pragma once

#include <string_view>

namespace socle::rm {

/// The openEHR terminology (groups of concepts, code sets), as data in the binary.
/// Source: openEHR TERM, openehr_terminology.xml and openehr_external_terminologies.xml. Immutable.

/// Whether openEHR has a group of that id or name ("null flavours", "setting", "lifecycle states",
/// …).
bool HasGroup(std::string_view group);
/// Whether `code` is in `group` (id or name).
bool GroupHasCode(std::string_view group, std::string_view code);
/// The English rubric of an openEHR code, or empty.
std::string_view Rubric(std::string_view code);
/// Whether `code` is in the code set, by openEHR name ("languages", "countries", "character sets",
/// "media types", "integrity check algorithms", "compression algorithms", "normal statuses") or by
/// external id ("ISO_639-1", "ISO_3166-1", "IANA_character-sets", "IANA_media-types", …).
bool CodeSetHasCode(std::string_view code_set, std::string_view code);
bool HasCodeSet(std::string_view code_set);

}  // namespace socle::rm
