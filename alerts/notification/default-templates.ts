import type { Templates } from "./settings.ts";

/** Words of notifications for every kind of channel that has none of its own. */
export const defaultTemplates: Templates = {
  title: {
    vi: "{event}{?still}, {still}{/still}: {severity} · {place} · {node}",
    en: "{event}{?still}, {still}{/still}: {severity} · {place} · {node}",
  },
  text: {
    vi: [
      "{text}{?value}",
      "Đo được: {value} (ngưỡng {limit}){/value}",
      "Từ: {raisedAt}{?clearedAt}",
      "Hết: {clearedAt}{/clearedAt}{?duration}",
      "Kéo dài: {duration}{/duration}{?minutesLeft}",
      "Trạm còn chạy được khoảng {minutesLeft} phút{/minutesLeft}{?impact}",
      "Ảnh hưởng: {impact}{/impact}{?symptoms}",
      "Cảnh báo kéo theo: {symptoms}{/symptoms}{?acknowledgedBy}",
      "Người xác nhận: {acknowledgedBy}{/acknowledgedBy}",
    ].join("\n"),
    en: [
      "{text}{?value}",
      "Measured: {value} (limit {limit}){/value}",
      "Since: {raisedAt}{?clearedAt}",
      "Until: {clearedAt}{/clearedAt}{?duration}",
      "Duration: {duration}{/duration}{?minutesLeft}",
      "The site lasts for about {minutesLeft} more minutes{/minutesLeft}{?impact}",
      "Affected: {impact}{/impact}{?symptoms}",
      "Alarms that follow from it: {symptoms}{/symptoms}{?acknowledgedBy}",
      "Acknowledged by: {acknowledgedBy}{/acknowledgedBy}",
    ].join("\n"),
  },
  digestTitle: {
    vi: "Tổng hợp: {count} thông báo{?critical}, {critical} nghiêm trọng{/critical}{?major}, {major} lớn{/major}",
    en: "Digest: {count} notifications{?critical}, {critical} critical{/critical}{?major}, {major} major{/major}",
  },
  digestText: {
    vi: [
      "Từ {from} đến {to}{?critical}",
      "Nghiêm trọng: {critical}{/critical}{?major}",
      "Lớn: {major}{/major}{?minor}",
      "Nhỏ: {minor}{/minor}{?warning}",
      "Cảnh báo: {warning}{/warning}{?indeterminate}",
      "Chưa xác định: {indeterminate}{/indeterminate}{?cleared}",
      "Đã hết: {cleared}{/cleared}{?others}",
      "Khác: {others}{/others}",
      "{list}{?left}",
      "và {left} thông báo nữa{/left}",
    ].join("\n"),
    en: [
      "From {from} to {to}{?critical}",
      "Critical: {critical}{/critical}{?major}",
      "Major: {major}{/major}{?minor}",
      "Minor: {minor}{/minor}{?warning}",
      "Warning: {warning}{/warning}{?indeterminate}",
      "Indeterminate: {indeterminate}{/indeterminate}{?cleared}",
      "Cleared: {cleared}{/cleared}{?others}",
      "Others: {others}{/others}",
      "{list}{?left}",
      "and {left} more{/left}",
    ].join("\n"),
  },
};
