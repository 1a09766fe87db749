/** Who is to be painted when what changed: `thread:t1`, `detail:e1`, `mailboxes`, `list:KEY`. Told once a turn, whatever number of changes. */
export class Topics {
  private readonly listeners = new Map<string, Set<() => void>>();
  private readonly versions = new Map<string, number>();
  private readonly dirty = new Set<string>();
  private depth = 0;

  version(topic: string): number {
    return this.versions.get(topic) ?? 0;
  }
  subscribe(topic: string, listener: () => void): () => void {
    let set = this.listeners.get(topic);
    if (!set) this.listeners.set(topic, (set = new Set()));
    set.add(listener);
    return () => {
      set.delete(listener);
      if (!set.size) this.listeners.delete(topic);
    };
  }
  /** Whether anything on the screen shows this. */
  watched(topic: string): boolean {
    return this.listeners.has(topic);
  }
  bump(topic: string): void {
    this.versions.set(topic, this.version(topic) + 1);
    this.dirty.add(topic);
    if (!this.depth) this.flush();
  }
  /** Several bumps, one telling. */
  together<T>(run: () => T): T {
    this.depth++;
    try {
      return run();
    } finally {
      if (!--this.depth) this.flush();
    }
  }
  private flush(): void {
    while (this.dirty.size) {
      const topics = [...this.dirty];
      this.dirty.clear();
      for (const topic of topics) for (const listener of this.listeners.get(topic) ?? []) listener();
    }
  }
}
