# ASSAY_SANITIZE is a list understood by -fsanitize=, for example "address,undefined" or "thread".
if(ASSAY_SANITIZE)
  add_compile_options(-fsanitize=${ASSAY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -g1)
  add_link_options(-fsanitize=${ASSAY_SANITIZE})
endif()
if(ASSAY_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
