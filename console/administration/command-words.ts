import type { CommandView } from "../../api/contract.ts";
import { wordsOf } from "../words/words.ts";
import { commandNamed } from "./command-form.ts";

const say = wordsOf({
  vi: {
    "start-generator": "Nổ máy phát",
    "stop-generator": "Tắt máy phát",
    "open-door": "Mở cửa",
    "set-period": "Đổi chu kỳ báo",
    reboot: "Khởi động lại thiết bị",
    queued: "chờ thiết bị kết nối",
    sent: "đã gửi, chờ trả lời",
    replied: "thiết bị đã làm",
    refused: "thiết bị từ chối",
    expired: "hết hạn, không rõ đã làm chưa",
    "about start-generator": "Máy phát sẽ nổ: chắc chắn không ai đang sửa máy.",
    "about stop-generator": "Nếu không có điện lưới, trạm chạy bằng ắc quy từ lúc này.",
    "about open-door": "Cửa mở ngay khi thiết bị nhận được: phải có người ở trạm.",
    "about set-period": "Thiết bị báo về theo chu kỳ mới.",
    "about reboot": "Thiết bị khởi động lại: trạm không báo về trong một lúc.",
  },
  en: {
    "start-generator": "Start the generator",
    "stop-generator": "Stop the generator",
    "open-door": "Open the door",
    "set-period": "Set the reporting period",
    reboot: "Restart the device",
    queued: "waits for the device to connect",
    sent: "sent, no reply yet",
    replied: "the device did it",
    refused: "the device refused",
    expired: "expired; nobody knows whether it was done",
    "about start-generator": "The generator will start: be sure that nobody works on it.",
    "about stop-generator": "Without mains the site runs on its battery from then on.",
    "about open-door": "The door opens as soon as the device hears it: somebody must be there.",
    "about set-period": "The device reports with the new period.",
    "about reboot": "The device restarts: the site is silent for a while.",
  },
});

/** A command in words; one that the console does not give stays as it is. */
export const commandText = (name: string): string => {
  const known = commandNamed(name);
  return known === null ? name : say(known);
};

/** What a command brings about; empty for one that the console does not give. */
export const commandAbout = (name: string): string => {
  const known = commandNamed(name);
  return known === null ? "" : say(`about ${known}`);
};

/** How far a command is. */
export const commandStateText = (state: CommandView["state"]): string => say(state);
