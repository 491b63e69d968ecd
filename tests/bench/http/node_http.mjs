// SPDX-License-Identifier: MIT
// A peer: node:http and nothing else. Arguments: the port.
import { createServer } from 'node:http';
import { base, find, mark, port, start } from './services.mjs';

function answer(response, status, value) {
  const body = JSON.stringify(value);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

createServer((request, response) => {
  if (request.method === 'GET') {
    const service = find(request.url.slice(base.length + 1).split('?')[0]);
    return service ? answer(response, 200, service) : answer(response, 404, { message: 'not found' });
  }
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    try {
      if (request.method === 'PUT') {
        if (!mark(request.url.split('/', 3)[2], JSON.parse(Buffer.concat(parts))))
          return answer(response, 404, { message: 'not found' });
        response.writeHead(204);
        return response.end();
      }
      const id = start(JSON.parse(Buffer.concat(parts)));
      answer(response, 201, { service_id: id });
    } catch {
      answer(response, 400, { message: 'not JSON' });
    }
  });
}).listen(port, '127.0.0.1');
