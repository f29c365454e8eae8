// Lighthouse of the pages for who has no login, like lighthouse.mjs.
import {lighthouse, run, test} from "./lib.mjs";

for (const where of ["/", "/?view=login"])
  test(`${where}, mobile`, () => lighthouse(where));

await run();
