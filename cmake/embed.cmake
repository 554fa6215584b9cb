# assay_embed(VARIABLE FILE NAMESPACE ns FUNCTION Name): compiles a text file into the program. Sets
# VARIABLE to a generated source that defines `std::string_view ns::Name()`; declare it in a header of
# your own. The source is made anew when the file changes.
function(assay_embed variable file)
  cmake_parse_arguments(ARG "" "NAMESPACE;FUNCTION" "" ${ARGN})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_${ARG_FUNCTION}.cc)
  file(READ ${file} content)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  string(CONFIGURE [=[
// Generated from a text file of the repository; see cmake/embed.cmake.
#include <string_view>

namespace @ARG_NAMESPACE@ {

static constexpr char kText@ARG_FUNCTION@[] = R"assay_text(]=] head @ONLY)
  string(CONFIGURE [=[)assay_text";

std::string_view @ARG_FUNCTION@();

std::string_view @ARG_FUNCTION@() {
  return {kText@ARG_FUNCTION@, sizeof(kText@ARG_FUNCTION@) - 1};
}

}  // namespace
]=] tail @ONLY)
  file(GENERATE OUTPUT ${output} CONTENT "${head}${content}${tail}")
  set(${variable} ${output} PARENT_SCOPE)
endfunction()
