import type { ErrorCode } from "../../api/contract.ts";
import { wordsOf } from "../words/words.ts";
import type { Problem } from "./request.ts";

const words = {
  vi: {
    "invalid-request": "Có chỗ còn thiếu hoặc sai.",
    "invalid-body": "Máy chủ không đọc được nội dung gửi đi.",
    "invalid-cursor": "Danh sách đã đổi. Tải lại trang.",
    "invalid-range": "Khoảng thời gian không dùng được: chọn khoảng khác.",
    "invalid-inventory": "Danh mục có lỗi; chưa có gì thay đổi.",
    "invalid-rules": "Quy tắc có lỗi; quy tắc cũ vẫn có hiệu lực.",
    "not-authenticated": "Phiên đã hết. Hãy đăng nhập lại.",
    "login-refused": "Sai tên đăng nhập hoặc mật khẩu.",
    "role-refused": "Vai trò của bạn không được làm việc này.",
    "scope-refused": "Việc này vượt ra ngoài phạm vi của bạn.",
    "foreign-origin": "Yêu cầu đến từ một trang khác. Hãy mở trang của chính máy chủ.",
    "not-found": "Không có, hoặc ngoài phạm vi của bạn.",
    "method-refused": "Không làm theo cách này được.",
    "request-timeout": "Đường truyền quá chậm, máy chủ không nhận được trọn yêu cầu. Thử lại.",
    conflict: "Trái với tình trạng hiện tại: đã có sẵn, hoặc đã đổi. Xem lại rồi thử lại.",
    "idempotency-in-flight": "Việc này đang được làm. Đợi một lát.",
    "body-too-large": "Lớn hơn mức máy chủ nhận.",
    "media-type-refused": "Máy chủ không nhận loại tệp này.",
    "idempotency-mismatch": "Việc này đã được gửi với nội dung khác. Làm lại từ đầu.",
    "limit-reached": "Đã tới giới hạn của máy chủ. Bớt đi rồi thử lại.",
    "too-many-requests": "Quá nhiều yêu cầu. Đợi một phút rồi thử lại.",
    "login-delayed": "Đăng nhập sai quá nhiều lần. Đợi một lát rồi thử lại.",
    "headers-too-large": "Trình duyệt gửi kèm quá nhiều. Xóa cookie của trang rồi thử lại.",
    internal: "Máy chủ gặp lỗi của chính nó.",
    "journal-unavailable": "Máy chủ tạm thời không ghi được. Xem lại trước khi làm lần nữa.",
    "history-unavailable": "Kho số đo cũ không trả lời.",
    "query-refused": "Câu hỏi quá lớn hoặc máy chủ đang bận. Chọn khoảng ngắn hơn hoặc thử lại sau.",
    "too-slow": "Máy chủ trả lời quá chậm. Chọn ít hơn hoặc thử lại sau.",
    "streams-exhausted": "Quá nhiều trang đang mở cùng lúc. Đóng bớt rồi thử lại.",
    unreachable: "Không kết nối được máy chủ.",
    other: "Máy chủ từ chối.",
    detailed: "{words} Máy chủ nói: “{detail}”",
  },
  en: {
    "invalid-request": "Something is missing or wrong.",
    "invalid-body": "The platform could not read what was sent.",
    "invalid-cursor": "The list has changed. Load the page again.",
    "invalid-range": "This span of time can't be used: choose another.",
    "invalid-inventory": "The inventory has errors; nothing was changed.",
    "invalid-rules": "The rules have errors; the old ones stay in force.",
    "not-authenticated": "Your session has ended. Log in again.",
    "login-refused": "Username or password is wrong.",
    "role-refused": "Your role may not do this.",
    "scope-refused": "This reaches beyond your scope.",
    "foreign-origin": "The request came from another page. Open the platform's own page.",
    "not-found": "There is no such thing, or it is outside of your scope.",
    "method-refused": "It can't be done this way.",
    "request-timeout": "The line is too slow: the platform did not get the whole request. Try again.",
    conflict: "It contradicts how things stand: there already, or changed since. Look again, then try again.",
    "idempotency-in-flight": "This is being done. Wait a moment.",
    "body-too-large": "Larger than the platform takes.",
    "media-type-refused": "The platform does not take this kind of file.",
    "idempotency-mismatch": "This was sent before with other content. Start anew.",
    "limit-reached": "A limit of the platform is reached. Remove some, then try again.",
    "too-many-requests": "Too many requests. Wait a minute, then try again.",
    "login-delayed": "Too many failed logins. Wait a while, then try again.",
    "headers-too-large": "The browser sends too much along. Clear the cookies of this page, then try again.",
    internal: "The platform has a fault of its own.",
    "journal-unavailable": "The platform can't write at present. Look before you do it again.",
    "history-unavailable": "The store of old readings does not answer.",
    "query-refused": "The question is too large, or the platform is busy. Ask for less, or later.",
    "too-slow": "The platform took too long. Ask for less, or later.",
    "streams-exhausted": "Too many pages are open at once. Close some, then try again.",
    unreachable: "The platform can't be reached.",
    other: "Refused by the platform.",
    detailed: "{words} The platform says: “{detail}”",
  },
} as const satisfies Record<"vi" | "en", Record<ErrorCode | "unreachable" | "other" | "detailed", string>>;

const say = wordsOf(words);

type Named = Exclude<keyof (typeof words)["en"], "detailed">;

const isNamed = (code: string): code is Named => code !== "detailed" && Object.hasOwn(words.en, code);

/** What happened and what to do, by the code of an error; one that the page does not know is a plain refusal. */
export const problemWords = (code: string): string => say(isNamed(code) ? code : "other");

/** The platform's own words: about the whole, and about each field that is wrong. English, for whoever looks deeper. */
export const problemDetail = ({ status, detail, errors }: Problem): string => {
  if (status === 0) return "";
  const faults = errors.map(({ path, message, fix }) => `${path}: ${message}${fix ? ` (${fix})` : ""}`);
  return [detail, ...faults].filter(Boolean).join("; ");
};

/** Words for people with the platform's own behind them, in one line. */
export const withDetail = (text: string, detail: string): string =>
  detail === "" ? text : say("detailed", { words: text, detail });

/** An error answer in one line: in the page's language first, the platform's own words behind. */
export const problemText = (problem: Problem): string =>
  withDetail(problemWords(problem.code), problemDetail(problem));
