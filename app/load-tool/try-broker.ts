import type { MqttAddress } from "../../firmware-sim/controller/mqtt-link.ts";
import { openMqttLink } from "../../firmware-sim/controller/mqtt-link.ts";

/** Why this device can't connect now; null when it can. */
const troubleOf = (address: MqttAddress, site: string): Promise<string | null> =>
  new Promise((resolve) => {
    // The number of no session: the platform takes no notice of the will.
    const will = { topic: `sites/${site}/ctl/state`, payload: '{"online":false,"session":0}' };
    const link = openMqttLink(address, will, {
      connected: () => {
        resolve(null);
        link.end();
      },
      closed: resolve,
    });
  });

/**
 * Throws an Error that names the option and the fix when this device can't connect: a crowd of them would try for ever
 * without a word. `files` are those that the device comes from.
 */
export const tryBroker = async (address: MqttAddress, site: string, files: string): Promise<void> => {
  const trouble = await troubleOf(address, site);
  if (trouble === null) return;
  throw new Error(
    /refused: (?:not authorized|bad user)/i.test(trouble)
      ? `--devices ${files}: ${address.device}: ${trouble}\n    fix: the token is another platform's, or revoked: revoke the device and make it anew with tramcanh device add SITE --json`
      : `--url ${address.url}: ${trouble}\n    fix: start the platform, or name the address of its ready line`,
  );
};
