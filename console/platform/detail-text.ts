import { wordsOf } from "../words/words.ts";

/** What the platform says of parts of it about which there is nothing to say (`/readyz`). */
export const plainDetails = [
  "takes readings",
  "nothing to repair",
  "listens",
  "does not listen",
  "evaluated",
] as const;

const say = wordsOf({
  vi: {
    "takes readings": "đang nhận số liệu",
    "nothing to repair": "không phải sửa gì",
    listens: "đang nhận kết nối",
    "does not listen": "không nhận kết nối",
    evaluated: "đang được đánh giá",
  },
  en: {
    "takes readings": "takes readings",
    "nothing to repair": "nothing to repair",
    listens: "listens",
    "does not listen": "does not listen",
    evaluated: "evaluated",
  },
});

/** The detail of a part in words; what only an engineer makes something of stays as the platform says it. */
export const detailText = (detail: string): string => {
  const plain = plainDetails.find((each) => each === detail);
  return plain === undefined ? detail : say(plain);
};
