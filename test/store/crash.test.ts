import { expect, it } from "vitest";
import { crashAfter } from "./crashed-journal.ts";
import { openForTest, temporaryDirectory } from "./journal-fixture.ts";
import { wholeBatches } from "./numbered-batches.ts";

it("I2, I3: what was acknowledged outlives SIGKILL, once, with its transition, also around checkpoints", async () => {
  const directory = temporaryDirectory();
  let from = 0;
  let checkpointed = false;
  for (const killAfter of [3, 37, 58]) {
    const done = await crashAfter(directory, {
      from,
      enough: (acknowledged) => acknowledged.length >= killAfter,
      checkpointForcedBytes: 100_000,
    });
    checkpointed ||= done.some(({ walBytes }, place) => walBytes < (done[place - 1]?.walBytes ?? 0));
    const store = await openForTest({ directory });
    const numbers = await wholeBatches(store);
    expect(numbers).toEqual(expect.arrayContaining(done.map(({ number }) => number)));
    expect(numbers).toEqual([...numbers.keys()]);
    from = numbers.length;
    await store.close();
  }
  expect(checkpointed).toBe(true);
  expect(from).toBeGreaterThanOrEqual(98);
});
