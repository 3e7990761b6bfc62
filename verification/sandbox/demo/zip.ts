/** @returns a ZIP archive that holds one file, uncompressed. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
export function zipOf(name: string, content: string): Uint8Array {
  const [file, data] = [Buffer.from(name), Buffer.from(content)];
  // Version 2.0, no flags, stored, no time; then CRC and lengths.
  const described = Buffer.alloc(26);
  described.writeUInt16LE(20, 0);
  described.writeUInt32LE(checksum(data), 10);
  described.writeUInt32LE(data.length, 14);
  described.writeUInt32LE(data.length, 18);
  described.writeUInt16LE(file.length, 22);
  const local = Buffer.concat([signature('PK\x03\x04'), described, file, data]);
  const entry = Buffer.concat([
    signature('PK\x01\x02'),
    signature('\x14\x00'),
    described,
    Buffer.alloc(14),
    file,
  ]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(entry.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, entry, signature('PK\x05\x06'), end]);
}

const signature = (text: string): Buffer => Buffer.from(text, 'latin1');

/** CRC-32, as ZIP uses it. */
function checksum(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
