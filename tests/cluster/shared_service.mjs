// SPDX-License-Identifier: MIT

/** So many clients begin a race together. */
const racers = 4;

/** So many races are on one service, then comes the next. */
const racesMax = 30;

/** A service that clients race on: they meet, and then all try to end the same state at once. */
export class SharedService {
  /** Id; none until a client has started one. */
  id = undefined;

  /** The state that the next race is about; none if nobody knows one. */
  state = undefined;

  #races = 0;
  #waiting = [];
  #isClosed = false;

  /**
   * Waits for others who want to race, and returns { service, state }; nothing when there is no race. The last to come
   * `prepare`s: it sees to it that there is a service, and an active state in it.
   */
  async meet(prepare) {
    if (this.#isClosed) return undefined;
    if (this.#waiting.length < racers - 1) return new Promise((resolve) => this.#waiting.push(resolve));
    const others = this.#waiting;
    this.#waiting = [];
    if (this.#races++ % racesMax === 0) this.id = this.state = undefined;
    await prepare(this);
    const race = this.state === undefined ? undefined : { service: this.id, state: this.state };
    // Who wins tells what is there next. If nobody does, or nobody knows, it is looked up.
    this.state = undefined;
    for (const start of others) start(race);
    return race;
  }

  /** Sends those away who wait, and who come later. */
  close() {
    this.#isClosed = true;
    for (const start of this.#waiting.splice(0)) start(undefined);
  }
}
