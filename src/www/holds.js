// holds.js - reservations wherever they are shown: their state in words, and what can be done with them.
import {current, del, patch} from "./api.js";
import {workUrl} from "./cards.js";
import {el, text} from "./dom.js";
import {date, fromNow, inDays} from "./format.js";
import {nameById, personLink} from "./people.js";
import {isStaff} from "./session.js";
import {button, dialog, field, form, say, table} from "./ui.js";
import {rentOut} from "./loans.js";

const isPaused = (hold) => hold.suspended_until && hold.suspended_until > inDays(0);

export function holdState(hold) {
  if (hold.state === "ready") return [el("span", {class: "badge good"}, "Ready for pickup"),
    hold.pickup_until && el("span", {class: "small"},
      `until ${date(hold.pickup_until)}, ${fromNow(hold.pickup_until)}`)];
  if (hold.state === "pending") return [el("span", {class: "badge"}, `Number ${hold.position} in the queue`),
    isPaused(hold) && el("span", {class: "small"}, `paused until ${date(hold.suspended_until)}`)];
  const words = {fulfilled: "Picked up", cancelled: "Cancelled", expired: "Not picked up in time"}[hold.state];
  return [el("span", {class: "badge"}, words ?? hold.state), hold.reason && el("span", {class: "small"},
    text(hold.reason))];
}

export const cancelHold = (hold) => dialog("Cancel this reservation?", (close) => form([
  el("p", {}, text(hold.title, {class: "strong"}), hold.state === "ready"
    ? " is kept no longer; the next in the queue gets it." : " will not be waited for any longer."),
  field({name: "reason", label: "Reason, if there is one to note", maxlength: 500})], "Cancel the reservation",
  async ({reason}) => {
    await del(`/holds/${hold.id}`, reason.trim() ? {reason: reason.trim()} : undefined);
    say("The reservation of ", text(hold.title, {class: "strong"}), " is cancelled.");
    close(true);
  }));

async function change(hold, body) {
  const {match} = await current(`/holds/${hold.id}`);
  await patch(`/holds/${hold.id}`, body, {match});
}

export const pauseHold = (hold) => dialog("Pause this reservation", (close) => form([
  el("p", {}, "Others may go first until that day. The place in the queue is kept."),
  field({name: "until", label: "Paused until", type: "date", required: true, min: inDays(1), value: inDays(14)})],
    "Pause",
  async ({until}) => {
    await change(hold, {suspended_until: until});
    say(text(hold.title, {class: "strong"}), ` waits from ${date(until)} on.`);
    close(true);
  }, {cancel: () => close(false)}));

async function resume(hold) {
  await change(hold, {suspended_until: null});
  say(text(hold.title, {class: "strong"}), " is waited for again.");
}

const WEEK = 7 * 86_400_000;
async function keepLonger(hold) {
  const from = Math.max(Date.now(), hold.pickup_until ? Date.parse(hold.pickup_until) : 0);
  await change(hold, {pickup_until: new Date(from + WEEK).toISOString()});
  say(text(hold.title, {class: "strong"}), " is kept a week longer.");
}

export function holdActions(hold, again) {
  const named = (label) => ({"aria-label": `${label}: ${hold.title}`});
  const act = (label, what, more) => button(label, async () => (await what(hold)) !== undefined && again(),
    {...named(label), ...more});
  const done = (what) => async (one) => (await what(one), true);
  return [
    hold.state === "ready" && isStaff && act("Rent out", async () => rentOut(hold.person,
      {id: hold.work, title: hold.title}, await nameById(hold.person)), {class: "main"}),
    hold.state === "ready" && isStaff && hold.pickup_until && act("Keep a week longer", done(keepLonger),
      {class: "quiet"}),
    hold.state === "pending" && (hold.suspended_until ? act("Resume", done(resume), {class: "quiet"})
      : act("Pause", pauseHold, {class: "quiet"})),
    act("Cancel", cancelHold, {class: "quiet"})];
}

export function holdTable(caption, holds, again, {person = false, work = true, actions = true} = {}) {
  const columns = [work && "Title", person && "Person", "State", "Since", actions && "Actions"].filter(Boolean);
  return table(caption, columns, holds.map((hold) => [work && el("a", {href: workUrl(hold.work)}, text(hold.title)),
    person && personLink(hold.person), holdState(hold), date(hold.placed_at), actions && holdActions(hold,
      again)].filter((cell) => cell !== false)));
}

