import { useEffect } from "preact/hooks";
import type { SiteView } from "../../api/contract.ts";
import { communeName, operatorName, readPlaces } from "../alarms/places.ts";
import { Age } from "../parts/age.tsx";
import { pagePaths } from "../paths.ts";
import { withQuery } from "../request/request.ts";
import { fillPath } from "../router/match.ts";
import { deviceRoles } from "../session/device-rights.ts";
import { hasRole } from "../session/session.ts";
import { numberText } from "../words/number.ts";
import { wordsOf } from "../words/words.ts";
import { Presence } from "./presence.tsx";
import { presenceOf } from "./site-order.ts";

const say = wordsOf({
  vi: {
    hub: "trạm nút",
    normal: "trạm thường",
    remote: "trạm vùng sâu",
    heard: "nghe lần cuối {gap} trước",
    commune: "xã",
    owner: "chủ trạm",
    tenants: "dùng chung",
    hamlets: "phục vụ {count} thôn, ấp ({people} người)",
    field: "Trang hiện trường",
    devices: "Thiết bị và lệnh",
    directions: "Chỉ đường",
    noPosition: "chưa có tọa độ",
  },
  en: {
    hub: "hub",
    normal: "ordinary site",
    remote: "remote site",
    heard: "last heard {gap} ago",
    commune: "commune",
    owner: "owner",
    tenants: "tenants",
    hamlets: "serves {count} {count|hamlet|hamlets} ({people} {people|person|people})",
    field: "Field view",
    devices: "Devices and commands",
    directions: "Directions",
    noPosition: "position not known",
  },
});

/** Which site this is, and how it is heard. */
export const SiteHead = ({ site }: { readonly site: SiteView }) => {
  useEffect(() => void readPlaces(), []);
  const { code, name, latitude, longitude, hamlets, state } = site;
  const people = hamlets.reduce((sum, { population }) => sum + population, 0);
  const [before = "", after = ""] = say("heard").split("{gap}");
  return (
    <header class="stack">
      <h1>
        <bdi>{name}</bdi> <span class="quiet">{code}</span>
      </h1>
      <p>
        <Presence presence={presenceOf(site)} />
        {state.lastHeardAt !== null && (
          <span class="quiet">
            {" · "}
            {before}
            <Age at={state.lastHeardAt} />
            {after}
          </span>
        )}
      </p>
      <p class="quiet small">
        {say(site.class)} · {say("commune")} {communeName(site.commune)} · {say("owner")}{" "}
        {operatorName(site.owner)} · {say("tenants")} {site.tenants.map(operatorName).join(", ")} ·{" "}
        {say("hamlets", { count: numberText(hamlets.length), people: numberText(people, 0) })}
      </p>
      <p class="bar">
        <a class="button" href={fillPath(pagePaths.fieldSite, { site: code })}>
          {say("field")}
        </a>
        {hasRole(...deviceRoles) && (
          <a class="button" href={withQuery(pagePaths.devices, { text: code })}>
            {say("devices")}
          </a>
        )}
        {latitude === null || longitude === null ? (
          <span class="quiet small">{say("noPosition")}</span>
        ) : (
          <a
            class="button"
            href={`geo:${latitude},${longitude}?q=${latitude},${longitude}(${encodeURIComponent(code)})`}
          >
            {say("directions")}
          </a>
        )}
      </p>
    </header>
  );
};
