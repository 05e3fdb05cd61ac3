// @ts-check
/**
 * The plain live page: alarms and sites as they are now. Reads the lists once, then follows the event stream.
 * Words and rows are in live.html; everything that comes from outside goes through textContent.
 *
 * @typedef {"vi" | "en"} Language
 * @typedef {"indeterminate" | "warning" | "minor" | "major" | "critical"} Severity
 * @typedef {{ eventAt: string, receivedAt: string }} Moment
 * @typedef {{ at: string, actor: string, action: string }} OperatorChange
 * @typedef {{ id: string, site: string, siteName: string | null, node: string, severity: Severity,
 *   isCleared: boolean, text: Record<Language, string>, lastRaised: Moment, lastChanged: Moment,
 *   operatorState: "none" | "acknowledged" | "closed", operatorChanges: OperatorChange[],
 *   shelf: object | null, maintenance: string | null, cause: object | null }} Alarm
 * @typedef {{ code: string, name: string, state: { online: boolean | null } }} Site
 * @typedef {{ site: string, metric: string, unit: string, value: number | boolean | string, ts: string }} Latest
 * @typedef {{ hello: { now: string }, heartbeat: { now: string }, reset: unknown, end: unknown,
 *   alarm: { alarm: Alarm }, latest: { items: Latest[] }, site: { site: string, online: boolean } }} StreamEvents
 */

const staleAfterMs = 15_000;
const reconnectAfterMs = 5_000;
const zoneMs = 7 * 3_600_000;
const minuteMs = 60_000;
/** Newest values of so many sites are asked for at the start; those of others come with the stream. */
const sitesReadAtStart = 200;
/** @type {readonly Severity[]} Weakest first. */
const severities = ["indeterminate", "warning", "minor", "major", "critical"];
/** Columns of a site that show a newest value. */
const keyMetrics = ["mains.voltage", "dc.bus.voltage", "battery.soc", "room.temperature"];

const board = {
  /** @type {Language} */
  language: localStorage.getItem("language") === "en" ? "en" : "vi",
  role: "",
  /** @type {Map<string, Alarm>} Those that are not cleared, by id. */
  alarms: new Map(),
  /** @type {Map<string, Site>} */
  sites: new Map(),
  /** @type {Map<string, Map<string, Latest>>} By site, then metric. */
  latest: new Map(),
  /** @type {Alarm[] | null} Those that came while the lists were being read; null when they are not. */
  waiting: null,
  /** @type {EventSource | null} */
  stream: null,
  /** The server's time at its last sign of life, and this browser's steady clock then. */
  heartbeat: { at: "", steadyMs: 0 },
  isDrawing: false,
};

/** @template {Element} Kind @param {ParentNode} root @param {string} selector @param {new () => Kind} kind */
const inside = (root, selector, kind) => {
  const found = root.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${selector}`);
};

/** @param {string} selector */
const element = (selector) => inside(document, selector, HTMLElement);

/** A word of the list in live.html. @param {string} word */
const say = (word) => {
  const { content } = inside(document, "#words", HTMLTemplateElement);
  return inside(content, `[data-word="${word}"]`, HTMLElement).dataset[board.language] ?? word;
};

/** Shows the words of the chosen language. @param {ParentNode} root */
const translate = (root) => {
  for (const each of root.querySelectorAll("[data-vi]")) {
    if (each instanceof HTMLElement) each.textContent = each.dataset[board.language] ?? "";
  }
};

/** Only what has changed: selections and screen readers are left alone. @param {Element} target @param {string} text */
const write = (target, text) => {
  if (target.textContent !== text) target.textContent = text;
};

/** An instant in Vietnam as dd/MM/yyyy HH:mm. @param {string | number} at @param {boolean} [withSeconds] */
const localTime = (at, withSeconds = false) => {
  const [date = "", time = ""] = new Date(new Date(at).getTime() + zoneMs).toISOString().split("T");
  return `${date.split("-").reverse().join("/")} ${time.slice(0, withSeconds ? 8 : 5)}`;
};

/** @param {string} at */
const age = (at) => {
  const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(at)) / minuteMs));
  const hours = minutes < 60 ? "" : `${Math.floor(minutes / 60)} ${say("hours")} `;
  return `${hours}${minutes % 60} ${say("minutes")}`;
};

/** @param {Severity} severity */
const rank = (severity) => severities.indexOf(severity);

/** @param {unknown} error @param {number} status */
const isStatus = (error, status) => error instanceof Error && "status" in error && error.status === status;

/** @param {string} path @param {{ method?: string, body?: unknown }} [request] */
const ask = async (path, { method = "GET", body } = {}) => {
  const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, { method, ...(body === undefined ? {} : json) });
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const { detail, title } = await answer.json().catch(() => ({}));
  throw Object.assign(new Error(detail ?? title ?? answer.statusText), { status: answer.status });
};

/** All pages of a list. @param {string} list With its query, open for more. */
const askAll = async (list) => {
  const items = [];
  let cursor = "";
  do {
    const page = await ask(`${list}limit=1000${cursor}`);
    items.push(...page.items);
    cursor = page.next === null ? "" : `&cursor=${encodeURIComponent(page.next)}`;
  } while (cursor !== "");
  return items;
};

/** @param {unknown} error Null when all is well again. */
const showTrouble = (error) => {
  const isRefused = isStatus(error, 401) && !element("#login").hidden;
  const text = isRefused ? say("refused") : `${say("failed")} ${error}`;
  element("#trouble").hidden = error === null;
  write(element("#trouble"), error === null ? "" : text);
};

/** @param {() => Promise<unknown>} attempt */
const attempting = (attempt) => attempt().then(() => showTrouble(null), showTrouble);

/** @param {HTMLTemplateElement} template @param {string} key */
const newRow = (template, key) => {
  const row = inside(document.importNode(template.content, true), "tr", HTMLTableRowElement);
  row.dataset.key = key;
  translate(row);
  return row;
};

/** Keeps the row of each item, so that focus stays where it is.
 * @template Item @param {string} table @param {readonly Item[]} items
 * @param {{ key: (item: Item) => string, fill: (row: HTMLElement, item: Item) => void }} how */
const fillRows = (table, items, { key, fill }) => {
  const body = element(`#${table}s tbody`);
  const rows = new Map([...body.querySelectorAll("tr")].map((row) => [row.dataset.key, row]));
  const template = inside(document, `#${table}-row`, HTMLTemplateElement);
  const keys = new Set(items.map(key));
  for (const [known, row] of rows) if (!keys.has(known ?? "")) row.remove();
  for (const [place, item] of items.entries()) {
    const row = rows.get(key(item)) ?? newRow(template, key(item));
    if (body.children[place] !== row) body.insertBefore(row, body.children[place] ?? null);
    fill(row, item);
  }
};

/** @param {HTMLElement} row @param {Record<string, string>} texts */
const fillSlots = (row, texts) => {
  for (const [slot, text] of Object.entries(texts)) {
    write(inside(row, `[data-slot="${slot}"]`, HTMLElement), text);
  }
};

/** Severity as shape, letters, word and colour; normal is a grey word. @param {HTMLElement} row
 * @param {Severity | undefined} severity */
const fillSeverity = (row, severity) => {
  inside(row, ".severity", HTMLElement).className = `severity ${severity ?? "is-normal"}`;
  if (severity) inside(row, "use", SVGUseElement).setAttribute("href", `#shape-${severity}`);
  fillSlots(row, { severity: say(severity ?? "normal") });
};

/** @param {HTMLElement} row @param {Alarm} alarm */
const fillAlarm = (row, alarm) => {
  const isOpen = alarm.operatorState === "none";
  const seen = alarm.operatorChanges.findLast(({ action }) => action === "acknowledge" || action === "close");
  const text = alarm.text[board.language];
  row.className = isOpen ? "unacknowledged" : "";
  row.title = `${localTime(alarm.lastRaised.eventAt, true)} +07`;
  fillSeverity(row, alarm.severity);
  fillSlots(row, {
    age: age(alarm.lastRaised.eventAt),
    site: alarm.siteName ?? alarm.site,
    node: `${alarm.site}/${alarm.node}`,
    text,
    acknowledged: isOpen || !seen ? say("unacknowledged") : `${seen.actor}, ${localTime(seen.at)}`,
  });
  const may = {
    acknowledge: isOpen && board.role !== "regulator",
    clear: board.role === "admin" || board.role === "noc-operator",
  };
  for (const [verb, isShown] of Object.entries(may)) {
    const button = inside(row, `[data-verb="${verb}"]`, HTMLButtonElement);
    button.hidden = !isShown;
    button.setAttribute("aria-label", `${button.textContent}: ${alarm.site} ${text}`);
  }
};

/** @param {string} site @param {string} metric */
const newestText = (site, metric) => {
  const latest = board.latest.get(site)?.get(metric);
  if (latest === undefined || typeof latest.value !== "number") return "–";
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return `${latest.value.toLocaleString(board.language === "vi" ? "vi-VN" : "en-GB", digits)} ${latest.unit}`;
};

/** @param {Map<string, Severity>} worst By site. @returns {(row: HTMLElement, site: Site) => void} */
const fillSite =
  (worst) =>
  (row, { code, name, state }) => {
    const presence = state.online === null ? "never" : state.online ? "online" : "offline";
    const times = [...(board.latest.get(code)?.values() ?? [])].map(({ ts }) => ts).sort();
    const newest = times.at(-1);
    fillSeverity(row, worst.get(code));
    inside(row, '[data-slot="presence"]', HTMLElement).className = presence;
    fillSlots(row, {
      name,
      code,
      presence: say(presence),
      newest: newest === undefined ? "–" : localTime(newest, true),
      ...Object.fromEntries(keyMetrics.map((metric) => [metric, newestText(code, metric)])),
    });
  };

/** Unacknowledged first, then the graver, then the newer. @param {Alarm} a @param {Alarm} b */
const byUrgency = (a, b) =>
  Number(a.operatorState !== "none") - Number(b.operatorState !== "none") ||
  rank(b.severity) - rank(a.severity) ||
  b.lastRaised.eventAt.localeCompare(a.lastRaised.eventAt);

/** A symptom, shelved or out of service: counted, not listed. @param {Alarm} alarm */
const isHidden = ({ cause, shelf, maintenance }) => cause !== null || shelf !== null || maintenance !== null;

/** @param {readonly Alarm[]} alarms Those listed. @param {number} hidden @param {readonly Site[]} sites */
const summaryOf = (alarms, hidden, sites) => {
  const health = `${hidden} ${say("hidden")}. ${sites.filter(({ state }) => state.online).length}/${sites.length} ${say("reporting")}`;
  if (alarms.length === 0) return `${say("none")} ${health}`;
  const counts = severities.toReversed().flatMap((severity) => {
    const count = alarms.filter((alarm) => alarm.severity === severity).length;
    return count === 0 ? [] : [`${count} ${say(severity)}`];
  });
  const open = alarms.filter(({ operatorState }) => operatorState === "none").length;
  return `${counts.join(" · ")} (${open} ${say("unacknowledged")}). ${health}`;
};

const draw = () => {
  board.isDrawing = false;
  const active = [...board.alarms.values()].sort(byUrgency);
  const alarms = active.filter((alarm) => !isHidden(alarm));
  const sites = [...board.sites.values()].sort((a, b) => a.code.localeCompare(b.code));
  const weakestFirst = active.toSorted((a, b) => rank(a.severity) - rank(b.severity));
  const worst = new Map(weakestFirst.map(({ site, severity }) => [site, severity]));
  write(element("#summary"), summaryOf(alarms, active.length - alarms.length, sites));
  element("#alarms").hidden = alarms.length === 0;
  fillRows("alarm", alarms, { key: ({ id }) => id, fill: fillAlarm });
  fillRows("site", sites, { key: ({ code }) => code, fill: fillSite(worst) });
};

const drawSoon = () => {
  if (board.isDrawing) return;
  board.isDrawing = true;
  requestAnimationFrame(draw);
};

const drawClock = () => {
  write(element("#clock"), `${localTime(Date.now())} +07`);
  const { at, steadyMs } = board.heartbeat;
  const isStale = board.stream !== null && performance.now() - steadyMs > staleAfterMs;
  document.body.classList.toggle("is-stale", isStale);
  element("#stale").hidden = !isStale;
  write(element("#stale"), isStale ? `${say("stale")} ${at === "" ? "–" : localTime(at, true)} +07` : "");
};

/** @param {Language} language */
const speak = (language) => {
  board.language = language;
  localStorage.setItem("language", language);
  document.documentElement.lang = language;
  translate(document);
  drawClock();
  drawSoon();
};

/** @param {Alarm} alarm */
const takeAlarm = (alarm) => {
  board.waiting?.push(alarm);
  const known = board.alarms.get(alarm.id);
  if (known !== undefined && known.lastChanged.receivedAt > alarm.lastChanged.receivedAt) return;
  if (alarm.isCleared) board.alarms.delete(alarm.id);
  else board.alarms.set(alarm.id, alarm);
  drawSoon();
};

/** @param {readonly Latest[]} items */
const takeLatest = (items) => {
  for (const item of items) {
    const ofSite = board.latest.get(item.site) ?? new Map();
    const known = ofSite.get(item.metric);
    if (known === undefined || known.ts <= item.ts) ofSite.set(item.metric, item);
    board.latest.set(item.site, ofSite);
  }
  drawSoon();
};

/** Reads everything anew: at the start, and whenever the stream may have left something out. */
const readLists = async () => {
  board.waiting = [];
  const [sites, alarms] = await Promise.all([
    askAll("/api/v1/sites?"),
    askAll("/api/v1/alarms?cleared=false&"),
  ]);
  const came = board.waiting;
  board.waiting = null;
  board.sites = new Map(sites.map((site) => [site.code, site]));
  board.alarms = new Map(alarms.map((alarm) => [alarm.id, alarm]));
  for (const alarm of came) takeAlarm(alarm);
  drawSoon();
  for (const { code } of sites.slice(0, sitesReadAtStart)) {
    takeLatest((await ask(`/api/v1/sites/${encodeURIComponent(code)}/latest`)).items);
  }
};

/** @param {{ now: string }} beat */
const takeHeartbeat = ({ now }) => {
  board.heartbeat = { at: now, steadyMs: performance.now() };
  drawClock();
};

const follow = () => {
  board.stream?.close();
  const stream = new EventSource("/api/v1/stream");
  board.stream = stream;
  board.heartbeat.steadyMs = performance.now();
  /** @template {keyof StreamEvents} Name @param {Name} name @param {(data: StreamEvents[Name]) => void} take */
  const on = (name, take) => stream.addEventListener(name, (event) => take(JSON.parse(event.data)));
  const readAgain = () => attempting(readLists);
  on("hello", takeHeartbeat);
  on("hello", readAgain);
  on("reset", readAgain);
  on("heartbeat", takeHeartbeat);
  on("alarm", ({ alarm }) => takeAlarm(alarm));
  on("latest", ({ items }) => takeLatest(items));
  on("site", ({ site, online }) => {
    const known = board.sites.get(site);
    if (known) board.sites.set(site, { ...known, state: { online } });
    drawSoon();
  });
  on("end", enter);
  stream.addEventListener("error", () => {
    const again = () => stream === board.stream && enter();
    if (stream.readyState === EventSource.CLOSED) setTimeout(again, reconnectAfterMs);
  });
};

/** @param {boolean} isKnown */
const showBoard = (isKnown) => {
  element("#login").hidden = isKnown;
  for (const selector of ["#board", "#logout", "#person"]) element(selector).hidden = !isKnown;
};

/** Shows the board to whom the platform knows, the form to whom it doesn't; tries again when it can't be reached. */
const enter = async () => {
  try {
    const { username, role } = await ask("/api/v1/session");
    board.role = role;
    write(element("#person"), username);
    showBoard(true);
    follow();
  } catch (error) {
    if (!isStatus(error, 401)) return setTimeout(enter, reconnectAfterMs);
    board.stream?.close();
    board.stream = null;
    showBoard(false);
    element("#username").focus();
  }
};

element("#login").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = inside(document, "#login", HTMLFormElement);
  const body = Object.fromEntries(new FormData(form));
  attempting(async () => {
    await ask("/api/v1/session", { method: "POST", body });
    form.reset();
    await enter();
  });
});
element("#logout").addEventListener("click", () =>
  attempting(() => ask("/api/v1/session", { method: "DELETE" })).then(enter),
);
element("#language").addEventListener("click", () => speak(board.language === "vi" ? "en" : "vi"));
element("#alarms").addEventListener("click", ({ target }) => {
  if (!(target instanceof HTMLButtonElement)) return;
  const id = encodeURIComponent(target.closest("tr")?.dataset.key ?? "");
  const path = `/api/v1/alarms/${id}/${target.dataset.verb}`;
  target.disabled = true;
  attempting(async () => takeAlarm(await ask(path, { method: "POST", body: {} }))).finally(() => {
    target.disabled = false;
  });
});

setInterval(drawClock, 1000);
setInterval(drawSoon, minuteMs / 4);
speak(board.language);
await enter();
