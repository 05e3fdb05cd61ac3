import { nodeFault } from "./node-version.ts";

const fault = nodeFault(process.versions.node);
if (fault !== null) {
  process.stderr.write(`${fault}\n`);
  process.exit(2);
}
