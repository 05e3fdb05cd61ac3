import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    days: "{days} ngày {hours} giờ",
    hours: "{hours} giờ {minutes} ph",
    minutes: "{minutes} ph",
    seconds: "{seconds} giây",
  },
  en: {
    days: "{days} d {hours} h",
    hours: "{hours} h {minutes} min",
    minutes: "{minutes} min",
    seconds: "{seconds} s",
  },
});

/** How long something lasts in the two units that matter: `3 s`, `12 min`, `2 h 5 min`, `4 d 3 h`. Never negative. */
export const durationText = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return say("days", { days: Math.floor(hours / 24), hours: hours % 24 });
  if (hours >= 1) return say("hours", { hours, minutes: minutes % 60 });
  return minutes >= 1 ? say("minutes", { minutes }) : say("seconds", { seconds });
};
