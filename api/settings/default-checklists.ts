import type { Checklist } from "./checklist.ts";

/** The checklists that ship; docs/formats/field.md says how to replace them and add to them. */
export const defaultChecklists: readonly Checklist[] = [
  {
    id: "battery",
    title: { vi: "Ắc quy", en: "Battery" },
    alarms: [
      ...["battery-discharging", "battery-soc-low", "battery-autonomy-low", "site-autonomy-low"],
      ...[
        "battery-temperature-high",
        "battery-midpoint-deviation",
        "battery-health-low",
        "dc-bus-voltage-low",
      ],
    ],
    steps: [
      {
        vi: "Nhìn: có phồng, chảy axit, mùi lạ không? Có thì không chạm vào, báo NOC.",
        en: "Look: swollen, leaking, smelling? Then don't touch it and tell the NOC.",
      },
      {
        vi: "Đo điện áp toàn tổ và từng bình, ghi lại.",
        en: "Measure the voltage of the string and of each block; write them down.",
      },
      {
        vi: "Kiểm tra đầu cực và thanh nối: siết chặt, không ô xy hóa, không nóng.",
        en: "Check terminals and links: tight, not corroded, not hot.",
      },
      {
        vi: "Kiểm tra cầu chì hoặc aptomat ắc quy đang đóng.",
        en: "Check that the battery fuse or breaker is closed.",
      },
      {
        vi: "Đo dòng nạp khi có điện; so với giá trị đặt của bộ nguồn.",
        en: "With mains on, measure the charging current; compare it with the rectifier's setting.",
      },
      {
        vi: "Đo nhiệt độ vỏ bình và trong tủ.",
        en: "Measure the temperature of the case and inside the cabinet.",
      },
      {
        vi: "Chụp ảnh cả tổ và nhãn ngày lắp đặt.",
        en: "Take a photo of the whole string and of its date label.",
      },
    ],
  },
  {
    id: "rectifier",
    title: { vi: "Bộ nguồn chỉnh lưu", en: "Rectifier" },
    alarms: [
      "rectifier-none",
      "dc-bus-voltage-low",
      "dc-bus-voltage-high",
      "dc-load-high",
      "mains-voltage-low",
    ],
    steps: [
      {
        vi: "Đo điện áp xoay chiều ở đầu vào từng pha.",
        en: "Measure the AC voltage at the input, each phase.",
      },
      {
        vi: "Kiểm tra aptomat đầu vào và cắt lọc sét.",
        en: "Check the input breaker and the surge protection.",
      },
      {
        vi: "Đọc đèn từng module và mã lỗi trên bộ giám sát, ghi lại.",
        en: "Read each module's lamps and the controller's fault codes; write them down.",
      },
      {
        vi: "Rút module lỗi, chờ 30 giây, cắm lại; vẫn lỗi thì thay.",
        en: "Pull the faulty module, wait 30 s, plug it in again; replace it if it still fails.",
      },
      {
        vi: "Đo điện áp và dòng đầu ra một chiều, so với bộ giám sát.",
        en: "Measure the DC output voltage and current; compare them with the controller.",
      },
      { vi: "Kiểm tra quạt và bụi ở khe gió.", en: "Check fans, and dust in the air slots." },
    ],
  },
  {
    id: "generator",
    title: { vi: "Máy phát điện", en: "Generator" },
    alarms: ["mains-lost", "genset-fault", "genset-fuel-low", "genset-fuel-theft"],
    steps: [
      {
        vi: "Mở thông gió trước khi chạy: khí thải gây chết người.",
        en: "Ventilate before it runs: exhaust kills.",
      },
      {
        vi: "Kiểm tra dầu nhớt, nước làm mát, nhiên liệu; ghi mức nhiên liệu.",
        en: "Check oil, coolant and fuel; write down the fuel level.",
      },
      { vi: "Kiểm tra ắc quy đề và đầu cực.", en: "Check the starter battery and its terminals." },
      {
        vi: "Xem nút dừng khẩn cấp và mã lỗi trên bảng điều khiển.",
        en: "Look at the emergency stop and the panel's fault codes.",
      },
      {
        vi: "Khởi động, nghe tiếng lạ, đo điện áp và tần số trước khi đóng tải.",
        en: "Start it, listen, measure voltage and frequency before closing the load.",
      },
      {
        vi: "Đóng ATS, xác nhận bộ nguồn nhận điện.",
        en: "Close the transfer switch; confirm that the rectifier has power.",
      },
      {
        vi: "Kiểm tra khóa bình dầu, vết rò và dấu cạy phá.",
        en: "Check the tank's lock, leaks and traces of force.",
      },
    ],
  },
  {
    id: "cooling",
    title: { vi: "Làm mát", en: "Cooling" },
    alarms: [
      "cabinet-temperature-high",
      "room-temperature-high",
      "room-temperature-rise",
      "room-humidity-high",
      "aircon-fault",
      "aircon-all-faulty",
    ],
    steps: [
      {
        vi: "Đo nhiệt độ tại cảm biến và giữa phòng.",
        en: "Measure the temperature at the sensor and in the middle of the room.",
      },
      {
        vi: "Kiểm tra máy lạnh có điện, nhiệt độ đặt và chế độ.",
        en: "Check that the air conditioner has power, its set point and its mode.",
      },
      { vi: "Vệ sinh lưới lọc và dàn nóng.", en: "Clean the filter and the outdoor coil." },
      {
        vi: "Kiểm tra quạt tủ, quạt thông gió khẩn cấp.",
        en: "Check the cabinet fans and the emergency ventilation.",
      },
      { vi: "Kiểm tra ống thoát nước và gas.", en: "Check the drain and the refrigerant." },
      { vi: "Đóng kín cửa và lỗ cáp.", en: "Close doors and cable openings." },
    ],
  },
  {
    id: "transmission",
    title: { vi: "Truyền dẫn", en: "Transmission" },
    alarms: [
      "link-down",
      "link-rtt-high",
      "link-loss-high",
      "microwave-rsl-low",
      "optical-power-low",
      "connection-lost",
    ],
    steps: [
      {
        vi: "Kiểm tra nguồn và đèn của thiết bị truyền dẫn.",
        en: "Check power and lamps of the transmission equipment.",
      },
      {
        vi: "Đọc mức thu ở hai đầu; so với mức thiết kế.",
        en: "Read the received level at both ends; compare it with the plan.",
      },
      {
        vi: "Vi ba: kiểm tra hướng ăng ten, cáp IF, đầu nối ngấm nước.",
        en: "Microwave: check the antenna's direction, the IF cable, water in connectors.",
      },
      {
        vi: "Quang: vệ sinh đầu nối, đo suy hao, tìm điểm đứt.",
        en: "Fibre: clean the connectors, measure the loss, find the break.",
      },
      { vi: "Cắm chặt lại cáp mạng và module quang.", en: "Reseat network cables and optical modules." },
      {
        vi: "Gọi NOC xác nhận luồng đã lên trước khi rời trạm.",
        en: "Call the NOC and confirm that the link is up before leaving.",
      },
    ],
  },
];
