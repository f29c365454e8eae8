// speed.mjs - what Lighthouse gives the performance of pages, as it judges by itself: on a processor four times slower than
// this machine's, for a phone. For deploy/bench. Prints a line "SCORE FORM PATH" for each page, the best of up to three
// runs: a machine that others use too makes pages slower, never faster. Exit 77: there is no browser.
//
//   node speed.mjs BASE TOOLS ENOUGH "FORM PATH"...
import {audit, base, percent} from "./lib.mjs";

const [enough, ...pages] = process.argv.slice(4);

for (const page of pages) {
  const [form, where] = page.split(" ");
  let best = 0;
  for (let runs = 0; best < enough && runs < 3; runs++)
    best = Math.max(best, percent((await audit(base + where, form))?.categories.performance.score ?? 0));
  console.log(best, page);
}
