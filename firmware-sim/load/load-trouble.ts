/** Why a load run could not be carried out. */
export type LoadTrouble =
  /** Nothing answers at the address. */
  | "unreachable"
  /** The broker does not accept the device: CONNACK with a return code other than 0. */
  | "refused"
  /** Not all connections were accepted in time. */
  | "late"
  /** The broker closed a connection that stood. */
  | "cut"
  /** The other end does not speak MQTT 3.1.1, or acknowledged out of order. */
  | "protocol"
  /** The process of the generator ended early. */
  | "ended";

/** A load run that could not be carried out. */
export class LoadFailed extends Error {
  override readonly name = "LoadFailed";
  readonly trouble: LoadTrouble;

  constructor(trouble: LoadTrouble, message: string) {
    super(message);
    this.trouble = trouble;
  }
}
