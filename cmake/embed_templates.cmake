# cmake -DOUTPUT=FILE.cc "-DTEMPLATES=a.opt;b.opt" -P embed_templates.cmake
# Writes generate::Templates() with the texts of the templates, sorted by name.
list(SORT TEMPLATES)
set(texts "")
set(table "")
set(number 0)
foreach(path IN LISTS TEMPLATES)
  get_filename_component(name "${path}" NAME)
  string(REGEX REPLACE "\\.opt$" "" name "${name}")
  file(READ "${path}" text)
  # A string literal has a limit in other compilers, and adjacent ones are joined.
  string(LENGTH "${text}" length)
  set(literal "")
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 15000 part)
    string(APPEND literal "R\"opt(${part})opt\"\n")
    math(EXPR at "${at} + 15000")
  endwhile()
  string(APPEND texts "constexpr std::string_view kTemplate${number} =\n${literal};\n")
  string(APPEND table "    {\"${name}\", kTemplate${number}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUTPUT}.new" "// Written by cmake/embed_templates.cmake. Do not edit.
#include \"generate/templates.h\"

namespace socle::generate {
namespace {
${texts}
constexpr EmbeddedTemplate kTemplates[] = {
${table}};
}  // namespace

std::span<const EmbeddedTemplate> Templates() { return kTemplates; }

}  // namespace socle::generate
")
file(COPY_FILE "${OUTPUT}.new" "${OUTPUT}" ONLY_IF_DIFFERENT)
