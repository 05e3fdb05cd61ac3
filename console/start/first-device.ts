import type { CredentialView, DeviceView } from "../../api/contract.ts";

/** The device of the first steps. */
export interface FirstDevice {
  readonly id: string;
  readonly site: string;
  /** Null once the page was left: the platform shows a token once and keeps a hash of it. */
  readonly token: string | null;
}

/**
 * Which device the first steps are about: the one made here, else the newest that may connect, so that whoever loads
 * the page again goes on where they were; null while there is none.
 */
export const firstDevice = (
  made: CredentialView | null,
  devices: readonly DeviceView[],
): FirstDevice | null => {
  if (made !== null) return made;
  const able = devices.filter(({ revokedAt }) => revokedAt === null);
  const [newest] = able.toSorted(
    (one, other) => other.createdAt.localeCompare(one.createdAt) || one.id.localeCompare(other.id),
  );
  return newest === undefined ? null : { id: newest.id, site: newest.site, token: null };
};
