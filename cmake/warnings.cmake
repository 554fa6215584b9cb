# One interface target carries the warnings and the flags that the determinism of the engine rests on.
add_library(assay_warnings INTERFACE)
target_compile_options(assay_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual)
# g++ 12 takes "text" + std::string&& for an overlapping copy at -O3 (GCC bug 105651, mended in 13).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(assay_warnings INTERFACE -Wno-restrict)
endif()
if(ASSAY_WARNINGS_AS_ERRORS)
  target_compile_options(assay_warnings INTERFACE -Werror)
endif()
# Same log and configuration, same verdicts, on every CPU: a fused multiply-add would round once
# where two operations round twice, so contraction is off everywhere (docs/decisions/0004).
target_compile_options(assay_warnings INTERFACE -ffp-contract=off)
