import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ListenerOptions, TlsMaterial } from "../broker/listeners.ts";
import type { Configuration } from "./configuration.ts";

/** Turns the `mqtt` section into listeners; reads the PEM files, so it throws when one can't be read. */
export const listenerOptions = (mqtt: Configuration["mqtt"], folder: string): ListenerOptions => {
  const read = (file: string): Buffer => readFileSync(resolve(folder, file));
  const material: TlsMaterial | null = mqtt.tls
    ? {
        key: read(mqtt.tls.key),
        certificate: read(mqtt.tls.certificate),
        clientCertificateRequired: mqtt.tls.clientCertificateRequired,
        ...(mqtt.tls.clientAuthority ? { clientAuthority: read(mqtt.tls.clientAuthority) } : {}),
      }
    : null;
  return {
    tcp: { host: mqtt.host, port: mqtt.port },
    ...(mqtt.tls && material
      ? { tls: { host: mqtt.tls.host ?? mqtt.host, port: mqtt.tls.port, ...material } }
      : {}),
    ...(mqtt.websocket
      ? {
          websocket: {
            host: mqtt.websocket.host ?? mqtt.host,
            port: mqtt.websocket.port,
            ...(mqtt.websocket.tls && material ? { tls: material } : {}),
          },
        }
      : {}),
  };
};
