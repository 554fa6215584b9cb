// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "app/compose.h"
#include "cli/program.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const assay::app::World world;
  return assay::cli::RunProgram(arguments, world.services());
}
