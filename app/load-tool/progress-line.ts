/** Where progress is shown; standard error in the program. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** How far a command is: one line that is written over on a terminal, a line each time elsewhere. */
export class ProgressLine {
  readonly #stream: ProgressStream;
  #isOpen = false;

  constructor(stream: ProgressStream) {
    this.#stream = stream;
  }

  show(text: string): void {
    if (this.#stream.isTTY !== true) {
      this.#stream.write(`${text}\n`);
      return;
    }
    this.#isOpen = true;
    // A line that wraps could not be written over.
    const columns = this.#stream.columns ?? text.length + 1;
    this.#stream.write(`\r\u001b[2K${text.slice(0, Math.max(0, columns - 1))}`);
  }

  /** Leaves the last line standing; what follows starts on a line of its own. */
  end(): void {
    if (this.#isOpen) this.#stream.write("\n");
    this.#isOpen = false;
  }
}
