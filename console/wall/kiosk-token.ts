import { signal } from "@preact/signals";
import { RequestRefused, tell } from "../request/request.ts";
import { address, place, setQuery } from "../router/place.ts";

/** Whether the platform refused the token that the address carried. */
export const isTokenRefused = signal(false);

const askAgainAfterMs = 5_000;

const later = (error: unknown): boolean => error instanceof RequestRefused && error.problem.retry;

const exchange = async (token: string): Promise<void> => {
  for (;;) {
    try {
      await tell("/api/v1/session/kiosk", { method: "POST", body: { token } });
      return;
    } catch (error) {
      isTokenRefused.value = !later(error);
      if (isTokenRefused.peek()) return;
      // A screen may have power before the platform has.
      await new Promise((resolve) => setTimeout(resolve, askAgainAfterMs));
    }
  }
};

/**
 * Exchanges the token in the address of a wall for its session, and takes it out of the address once the platform has
 * answered. A token that is refused leaves the browser as it was. Never rejects.
 */
export const enterByToken = async (): Promise<void> => {
  const token = address.peek().query.get("token");
  if (place.peek()?.name !== "wall" || token === null || token === "") return;
  await exchange(token);
  setQuery({ token: null });
};
