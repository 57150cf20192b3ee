/** A WebSocket under the control of a test: opened, spoken through and cut by hand. */

import type { ClientFrame, ServerFrame } from "../api/types.ts";

export class FakeSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 3;
  static all: FakeSocket[] = [];

  static get last(): FakeSocket {
    return FakeSocket.all.at(-1)!;
  }

  readonly url: string;
  readonly protocol: string;
  readyState = FakeSocket.CONNECTING;
  sent: ClientFrame[] = [];

  constructor(url: string, protocol: string) {
    super();
    this.url = url;
    this.protocol = protocol;
    FakeSocket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientFrame);
  }

  close(): void {
    if (this.readyState === FakeSocket.CLOSED) return;
    this.readyState = FakeSocket.CLOSED;
    this.dispatchEvent(new Event("close"));
  }

  open(): void {
    this.readyState = FakeSocket.OPEN;
    this.dispatchEvent(new Event("open"));
  }

  say(frame: ServerFrame): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(frame) }));
  }

  /** Opened, greeted, and with these heads. */
  welcome(heads: Record<string, number> = {}, epoch = "epoch"): void {
    this.open();
    this.say({ type: "welcome", user: "user-me", session: "session", epoch, heads });
  }
}
