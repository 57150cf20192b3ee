/** Copies a record once, at its first change, so that a batch of changes costs one copy. */

export class Draft<T> {
  value: Record<string, T>;
  private copied = false;

  constructor(value: Record<string, T>) {
    this.value = value;
  }

  set(key: string, item: T): void {
    if (this.value[key] === item) return;
    this.own()[key] = item;
  }

  delete(key: string): void {
    if (key in this.value) delete this.own()[key];
  }

  private own(): Record<string, T> {
    if (!this.copied) {
      this.value = { ...this.value };
      this.copied = true;
    }
    return this.value;
  }
}
