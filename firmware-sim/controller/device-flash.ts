import { factorySettings, type Settings } from "./commands.ts";
import { MessageFile } from "./message-file.ts";
import { readSettings, writeSettings } from "./settings-file.ts";

/** All that a device knows after a restart: its messages and its settings, in two files side by side. */
export class DeviceFlash {
  readonly #path: string;
  readonly #troubled: (error: Error) => void;
  #messages: MessageFile;
  #settings: Settings = factorySettings;

  constructor(path: string, troubled: (error: Error) => void) {
    this.#path = path;
    this.#troubled = troubled;
    this.#messages = this.#open();
  }

  get messages(): MessageFile {
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

  #open(): MessageFile {
    this.#settings = readSettings(this.#settingsPath, this.#troubled);
    return new MessageFile(this.#path, this.#troubled);
  }

  get #settingsPath(): string {
    return `${this.#path}.settings`;
  }
}
