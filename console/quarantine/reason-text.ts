import { wordsOf } from "../words/words.ts";

/** Why the intake keeps a message, or one value of it, out of the readings. */
const quarantineReasons = [
  "not-json",
  "not-an-object",
  "too-many-entries",
  "bad-time",
  "time-out-of-window",
  "bad-values",
  "bad-metric-name",
  "bad-node",
  "platform-metric",
  "wrong-type",
  "not-finite",
  "out-of-range",
  "unknown-word",
  "too-many-series",
  "too-many-nodes",
  "unknown-topic",
  "foreign-site",
  "bad-state",
  "bad-alarm",
  "bad-reply",
  "unexpected-reply",
] as const;

const say = wordsOf({
  vi: {
    "not-json": "không phải JSON",
    "not-an-object": "JSON không phải đối tượng",
    "too-many-entries": "quá nhiều mục trong một bản tin",
    "bad-time": "thời gian sai",
    "time-out-of-window": "thời gian quá cũ hoặc ở tương lai",
    "bad-values": "phần giá trị sai",
    "bad-metric-name": "tên thông số sai",
    "bad-node": "mã phần tử sai",
    "platform-metric": "thông số do máy chủ tính, thiết bị không được gửi",
    "wrong-type": "giá trị sai kiểu",
    "not-finite": "giá trị không phải số hữu hạn",
    "out-of-range": "ngoài khoảng vật lý",
    "unknown-word": "trạng thái lạ",
    "too-many-series": "quá nhiều chuỗi số đo",
    "too-many-nodes": "quá nhiều phần tử",
    "unknown-topic": "chủ đề lạ",
    "foreign-site": "trạm không phải của thiết bị",
    "bad-state": "bản tin trạng thái sai",
    "bad-alarm": "bản tin cảnh báo sai",
    "bad-reply": "trả lời lệnh sai",
    "unexpected-reply": "trả lời lệnh không ai gửi",
  },
  en: {
    "not-json": "not JSON",
    "not-an-object": "JSON, but no object",
    "too-many-entries": "too many entries in one message",
    "bad-time": "wrong time",
    "time-out-of-window": "time too old or in the future",
    "bad-values": "wrong part of values",
    "bad-metric-name": "wrong name of a metric",
    "bad-node": "wrong node code",
    "platform-metric": "a metric that the platform works out, not a device",
    "wrong-type": "a value of the wrong type",
    "not-finite": "no finite number",
    "out-of-range": "outside of its physical range",
    "unknown-word": "unknown state",
    "too-many-series": "too many series",
    "too-many-nodes": "too many nodes",
    "unknown-topic": "unknown topic",
    "foreign-site": "a site that is not the device's",
    "bad-state": "wrong message of a state",
    "bad-alarm": "wrong message of an alarm",
    "bad-reply": "wrong reply to a command",
    "unexpected-reply": "a reply to no command",
  },
});

/** A reason in words; one that the page does not know stays as the platform says it. */
export const reasonText = (reason: string): string => {
  const known = quarantineReasons.find((each) => each === reason);
  return known === undefined ? reason : say(known);
};
