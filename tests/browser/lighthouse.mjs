// Lighthouse of the pages, as staff.
import {lighthouse, run, test} from "./lib.mjs";

for (const form of ["mobile", "desktop"])
  for (const where of ["/", "/library.html"])
    test(`${where}, ${form}`, () => lighthouse(where, form));
for (const where of ["/?view=desk", "/?view=overview"])
  test(`${where}, mobile`, () => lighthouse(where));

await run();
