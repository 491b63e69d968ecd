// SPDX-License-Identifier: MIT
// A peer: fastify. Arguments: the port.
import fastify from 'fastify';
import { base, find, mark, markPath, port, start } from './services.mjs';

const app = fastify();
app.post(`${base}/start`, (request, reply) => {
  reply.code(201).send({ service_id: start(request.body) });
});
app.get(`${base}/:id`, (request, reply) => {
  const service = find(request.params.id);
  if (service) reply.send(service);
  else reply.code(404).send({ message: 'not found' });
});
app.put(markPath, (request, reply) => {
  if (mark(request.params.id, request.body)) reply.code(204).send();
  else reply.code(404).send({ message: 'not found' });
});
app.listen({ port, host: '127.0.0.1' });
