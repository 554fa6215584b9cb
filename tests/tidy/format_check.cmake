# SPDX-License-Identifier: Apache-2.0
# Asks clang-format 14 for an empty difference over every source of ours.
# Arguments: -DROOT=<repository> -DCLANG_FORMAT=<program, or empty where there is none>
if(NOT CLANG_FORMAT)
  message("SKIPPED: clang-format-14 is not installed")
  return()
endif()
file(GLOB_RECURSE sources ${ROOT}/src/*.h ${ROOT}/src/*.cc ${ROOT}/tests/*.h ${ROOT}/tests/*.cc
     ${ROOT}/bench/*.cc ${ROOT}/bench/*.h ${ROOT}/fuzz/*.cc ${ROOT}/tools/*.cc)
execute_process(COMMAND ${CLANG_FORMAT} --dry-run --Werror --style=file ${sources}
                RESULT_VARIABLE status ERROR_VARIABLE found)
if(NOT status EQUAL 0)
  message("${found}")
  message(FATAL_ERROR "Not formatted. Run: tools/format.sh")
endif()
