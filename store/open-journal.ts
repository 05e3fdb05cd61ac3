import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { cutDamage, damageNamedBy, silentDamage } from "./damaged-log.ts";
import { type Connection, Database } from "./duckdb.ts";
import type { StoreLimits } from "./limits.ts";
import { createStatements, migrations, schemaVersion } from "./schema.ts";
import { StoreUnusable } from "./store.ts";
import { describe, troubleOf } from "./trouble.ts";

/** Name of the database file in the data directory; its log has `.wal` appended. */
export const journalFile = "journal.duckdb";

const repairsMax = 16;

/** An open journal and what had to be repaired to open it. */
export interface OpenJournal {
  readonly database: Database;
  readonly connection: Connection;
  readonly repairs: readonly string[];
}

const settings = (directory: string, limits: StoreLimits): Record<string, string> => ({
  // We decide when to checkpoint; DuckDB's own threshold only guards against a mistake of ours.
  checkpoint_threshold: `${Math.ceil((limits.checkpointForcedBytes * 4) / 3)}B`,
  memory_limit: `${limits.memoryBytesMax}B`,
  threads: String(limits.threadsMax),
  temp_directory: join(directory, "spill"),
  max_temp_directory_size: `${limits.spillBytesMax}B`,
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
});

const refusal = (error: unknown, path: string): Error => {
  const message = describe(error);
  if (/could not set lock|conflicting lock/i.test(message))
    return new StoreUnusable("locked", `another tramcanh process uses ${path}: stop it first (${message})`, {
      cause: error,
    });
  if (troubleOf(error) === "disk-full") return error instanceof Error ? error : new Error(message);
  return new StoreUnusable(
    "unreadable",
    `${path} can't be opened: ${message}. Move the directory aside and restore a backup, or start with an empty one.`,
    { cause: error },
  );
};

const openRepairing = async (
  path: string,
  options: Readonly<Record<string, string>>,
): Promise<{ readonly database: Database; readonly repairs: readonly string[] }> => {
  const repairs: string[] = [];
  for (;;) {
    try {
      const database = await Database.open(path, options);
      // Only now is it sure that no other process writes to this log; DuckDB touches it at the first commit.
      const silent = silentDamage(`${path}.wal`);
      if (silent) repairs.push(cutDamage(silent, Date.now()));
      return { database, repairs };
    } catch (error) {
      const damage = damageNamedBy(describe(error));
      if (!damage || !existsSync(damage.file) || repairs.length >= repairsMax) throw refusal(error, path);
      repairs.push(cutDamage(damage, Date.now()));
    }
  }
};

const formatRow = z.object({ version: z.number() });

/** Brings older tables up to the present version, all steps or none; the rows that are there stay as they are. */
const migrate = async (connection: Connection, version: number): Promise<void> => {
  if (version === schemaVersion) return;
  const steps = Object.entries(migrations).flatMap(([from, statements]) =>
    Number(from) >= version ? statements : [],
  );
  const number = `UPDATE format SET version = ${schemaVersion}`;
  await connection.run(["BEGIN TRANSACTION", ...steps, number, "COMMIT", "CHECKPOINT"].join(";\n"));
};

const prepareTables = async (connection: Connection, path: string): Promise<void> => {
  const tables = await connection.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'format'");
  const [row] = tables.length === 0 ? [] : await connection.rows("FROM format");
  const version = row === undefined ? schemaVersion : formatRow.parse(row).version;
  if (version > schemaVersion)
    throw new StoreUnusable(
      "newer-format",
      `${path} has format ${version}, this tramcanh knows up to ${schemaVersion}: use the newer tramcanh`,
    );
  await connection.run("PRAGMA disable_checkpoint_on_shutdown");
  if (row !== undefined) return migrate(connection, version);
  await connection.run(["BEGIN TRANSACTION", ...createStatements, "COMMIT", "CHECKPOINT"].join(";\n"));
};

const createDirectory = (directory: string): void => {
  if (existsSync(directory)) return;
  try {
    mkdirSync(directory, { recursive: true });
    chmodSync(directory, 0o700);
  } catch (error) {
    throw new StoreUnusable(
      "unreadable",
      `the data directory ${directory} can't be made: ${describe(error)}`,
      {
        cause: error,
      },
    );
  }
};

/** Opens the journal in the directory, creating both where missing and repairing a damaged log. */
export const openJournal = async (directory: string, limits: StoreLimits): Promise<OpenJournal> => {
  createDirectory(directory);
  const path = join(directory, journalFile);
  const { database, repairs } = await openRepairing(path, settings(directory, limits));
  try {
    const connection = await database.connect();
    await prepareTables(connection, path);
    return { database, connection, repairs };
  } catch (error) {
    database.close();
    throw error;
  }
};
