// SPDX-License-Identifier: MIT
//
// The code under test of the Node example: a client of Context Services that knows nothing of ucs.

/** Keeps a customer's bookings in Context Services. */
export class BookingClient {
  #base;
  #headers;

  /** `headers` are sent with every request. */
  constructor(url, headers = {}) {
    this.#base = `${url}/genesys/1/cs`;
    this.#headers = { 'Content-Type': 'application/json', ...headers };
  }

  /** Opens a booking that is forgotten if nobody closes it within a day; returns its id. */
  async open(customer) {
    const answer = await this.#send('POST', '/services/start', {
      customer_id: customer, service_type: 'booking', ttl: 86400,
    });
    if (answer.status !== 201) throw new Error(`cannot open a booking: ${answer.status}`);
    return (await answer.json()).service_id;
  }

  /** Closes a booking, and tries again while the answer is lost or the server is busy. */
  async close(id, attempts = 3) {
    for (let attempt = 1; ; ++attempt) {
      let status = 0;
      try {
        status = (await this.#send('POST', `/services/${id}/end`, { disposition: 'booked' })).status;
      } catch (error) {
        if (attempt === attempts) throw error;
      }
      // 409: it was closed already, by us, as nobody else does; the answer was lost.
      if (status === 204 || status === 409) return;
      if (attempt === attempts) throw new Error(`cannot close booking ${id}: ${status}`);
    }
  }

  async hasOpen(customer) {
    const path = `/customers/${encodeURIComponent(customer)}/services/active?service_types=booking`;
    return (await (await this.#send('GET', path)).json()).length > 0;
  }

  #send(method, path, body) {
    return fetch(this.#base + path, { method, headers: this.#headers, body: JSON.stringify(body) });
  }
}
