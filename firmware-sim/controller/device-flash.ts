import { factorySettings, type Settings } from "./commands.ts";
import { MessageFile } from "./message-file.ts";
import type { MessageStore } from "./message-store.ts";
import { readSettings, writeSettings } from "./settings-file.ts";

/** All that a device knows after a restart: its messages and its settings, in two files side by side. */
export class DeviceFlash {
  readonly #path: string;
  readonly #troubled: (error: Error) => void;
  readonly #shared: MessageStore | undefined;
  #messages: MessageStore;
  #settings: Settings = factorySettings;

  /** `shared` keeps the messages, instead of a file of the device's own. */
  constructor(path: string, troubled: (error: Error) => void, shared?: MessageStore) {
    this.#path = path;
    this.#troubled = troubled;
    this.#shared = shared;
    this.#messages = this.#open();
  }

  get messages(): MessageStore {
    return this.#messages;
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Puts the settings on disk, or throws what the disk says and stays with the former. */
  save(settings: Settings): void {
    writeSettings(this.#settingsPath, settings);
    this.#settings = settings;
  }

  /** Reads everything anew, as the firmware does when it boots. */
  reopen(): void {
    this.#messages.close();
    this.#messages = this.#open();
  }

  #open(): MessageStore {
    this.#settings = readSettings(this.#settingsPath, this.#troubled);
    return this.#shared ?? new MessageFile(this.#path, this.#troubled);
  }

  get #settingsPath(): string {
    return `${this.#path}.settings`;
  }
}
