// speed.mjs - what Lighthouse gives the performance of pages, as it judges by itself: on a processor four times slower than
// this machine's, for a phone. For deploy/bench. Prints a line "SCORE FORM PATH" for each page, the best of up to three
// runs: a machine that others use too makes pages slower, never faster.
//
//   node speed.mjs BASE TOOLS FORM:PATH...
import {audit, base} from "./lib.mjs";

const ENOUGH = 95;

for (const page of process.argv.slice(4)) {
  const [, form, where] = page.match(/^(\w+):(.*)$/);
  let best = 0;
  for (let runs = 0; best < ENOUGH && runs < 3; runs++) {
    const lhr = await audit(base + where, form);
    best = Math.max(best, Math.round((lhr?.categories.performance.score ?? 0) * 100));
  }
  console.log(best, form, where);
}
