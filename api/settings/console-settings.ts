import type { Checklist } from "./checklist.ts";
import { defaultChecklists } from "./default-checklists.ts";

/** What the console gets of the configuration. */
export interface ConsoleSettings {
  readonly title: string;
  /** Null when nobody is named. */
  readonly nocPhone: string | null;
  /** Text of the operator's GeoJSON file, checked; null when there is none. */
  readonly boundaries: string | null;
  readonly checklists: readonly Checklist[];
  /** Where devices connect; `tlsPort` is null without TLS. */
  readonly mqtt: { readonly host: string; readonly port: number; readonly tlsPort: number | null };
}

/** What holds without a configuration. */
export const defaultConsoleSettings: ConsoleSettings = {
  title: "Trạm Canh",
  nocPhone: null,
  boundaries: null,
  checklists: defaultChecklists,
  mqtt: { host: "0.0.0.0", port: 1_883, tlsPort: null },
};
