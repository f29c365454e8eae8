// Lighthouse of the pages, as staff: performance, accessibility and best practices are at least 95. Alone, as it takes the
// time of this machine for that of the page.
import {lighthouse, run, test} from "./lib.mjs";

for (const form of ["mobile", "desktop"])
  for (const where of ["/", "/library.html"])
    test(`${where}, ${form}`, () => lighthouse(where, form));
for (const where of ["/?view=desk", "/?view=overview"])
  test(`${where}, mobile`, () => lighthouse(where));

await run();
