/** A notification that says that it is a test: what the test button of a channel sends. */
export const testNotification = (id: string, channel: string, nowMs: number): string =>
  JSON.stringify({
    version: 1,
    id,
    event: "test",
    kind: "test",
    title: { vi: "Thử kênh thông báo", en: "Test of a notification channel" },
    text: {
      vi: `Trạm Canh gửi thử qua kênh "${channel}". Không có cảnh báo nào, không cần làm gì.`,
      en: `Trạm Canh tries the channel "${channel}". There is no alarm and nothing to do.`,
    },
    audience: channel,
    link: null,
    alarm: null,
    sentAt: new Date(nowMs).toISOString(),
  });
