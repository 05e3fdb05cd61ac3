import { computed } from "@preact/signals";
import { alarmTicks } from "../alarms/alarm-ticks.ts";
import { board } from "../live/board.ts";
import { causesOf, totalsOf } from "./wall-board.ts";

/** Root causes on the wall now. */
export const wallCauses = computed(() => (alarmTicks.value < 0 ? [] : causesOf(board.alarms.values())));

/** How the sites stand now. */
export const wallTotals = computed(() => totalsOf(board.siteChanges.value < 0 ? [] : board.sites.values()));
