// SPDX-License-Identifier: MIT
// A peer: express. Arguments: the port.
import express from 'express';
import { base, find, mark, markPath, port, start } from './services.mjs';

const app = express();
app.use(express.json());
app.post(`${base}/start`, (request, response) => {
  response.status(201).json({ service_id: start(request.body) });
});
app.get(`${base}/:id`, (request, response) => {
  const service = find(request.params.id);
  if (service) response.json(service);
  else response.status(404).json({ message: 'not found' });
});
app.put(markPath, (request, response) => {
  if (mark(request.params.id, request.body)) response.status(204).end();
  else response.status(404).json({ message: 'not found' });
});
app.listen(port, '127.0.0.1');
