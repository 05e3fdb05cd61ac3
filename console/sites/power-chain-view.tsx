import type { LatestView } from "../../api/contract.ts";
import { shownNow } from "../lookback/moment.ts";
import { isNormal, metricLabel, valueText } from "../metrics/dictionary.ts";
import { durationText } from "../time/duration.ts";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import { powerChain } from "./power-chain.ts";
import "./power-chain-view.css";

const say = wordsOf({
  vi: {
    title: "Chuỗi nguồn",
    mains: "Điện lưới",
    generator: "Máy phát",
    rectifier: "Chỉnh lưu",
    battery: "Ắc quy",
    load: "Tải",
    abnormal: "ngoài dải thường",
    stale: "cũ {age}",
    none: "Chưa có số liệu nguồn.",
  },
  en: {
    title: "Power chain",
    mains: "Mains",
    generator: "Generator",
    rectifier: "Rectifiers",
    battery: "Battery",
    load: "Load",
    abnormal: "outside its normal band",
    stale: "{age} old",
    none: "No power values yet.",
  },
});

/** Devices report once a minute; a value older than this is not the present. */
const staleAfterMs = 5 * 60_000;

const Value = ({ latest }: { readonly latest: LatestView }) => {
  const { metric, value, unit, ts } = latest;
  const ageMs = shownNow.value - Date.parse(ts);
  const isOld = ageMs > staleAfterMs;
  const isOdd = !isOld && isNormal(metric, value) === false;
  return (
    <div class={`chain-value${isOdd ? " is-odd" : ""}${isOld ? " is-old" : ""}`} title={localTime(ts)}>
      <dt>{metricLabel(metric)}</dt>
      <dd>
        {valueText(value, unit)}
        {isOdd && <span class="small"> ▲ {say("abnormal")}</span>}
        {isOld && <span class="small"> {say("stale", { age: durationText(ageMs) })}</span>}
      </dd>
    </div>
  );
};

/** Mains → rectifiers → battery → load with their newest values; what is outside its normal band stands out. */
export const PowerChainView = ({ latest }: { readonly latest: Iterable<LatestView> }) => {
  const chain = powerChain(latest);
  return (
    <section class="panel" aria-labelledby="power-chain">
      <h2 id="power-chain">{say("title")}</h2>
      {chain.length === 0 && <p class="quiet">{say("none")}</p>}
      <ol class="chain">
        {chain.map(({ part, values }) => (
          <li key={part}>
            <h3>{say(part)}</h3>
            <dl>
              {values.map((each) => (
                <Value key={`${each.node} ${each.metric}`} latest={each} />
              ))}
            </dl>
          </li>
        ))}
      </ol>
    </section>
  );
};
