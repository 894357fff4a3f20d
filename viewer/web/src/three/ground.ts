/** The stage floor: a round plinth top that takes the object's shadow and fades into the dark. */

import { Box3, CanvasTexture, CircleGeometry, Group, Mesh, MeshBasicMaterial, SRGBColorSpace, Vector3 } from "three";

const SIZE = 512;

function painted(stops: readonly (readonly [number, string])[]): CanvasTexture {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const pen = canvas.getContext("2d");
  if (pen) {
    const fade = pen.createRadialGradient(SIZE / 2, SIZE / 2, 0, SIZE / 2, SIZE / 2, SIZE / 2);
    for (const [at, colour] of stops) fade.addColorStop(at, colour);
    pen.fillStyle = fade;
    pen.fillRect(0, 0, SIZE, SIZE);
  }
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  return texture;
}

function disc(texture: CanvasTexture, order: number): Mesh {
  const mesh = new Mesh(new CircleGeometry(1, 64), new MeshBasicMaterial({ map: texture, transparent: true, depthWrite: false, toneMapped: false }));
  mesh.rotation.x = -Math.PI / 2;
  mesh.renderOrder = order;
  return mesh;
}

/** Light pool and contact shadow under a box that stands on y = 0. */
export function makeGround(box: Box3): Group {
  const size = box.getSize(new Vector3());
  const reach = Math.max(size.x, size.z, size.y * 0.6);
  const pool = disc(
    painted([
      [0, "rgba(120,104,84,0.55)"],
      [0.45, "rgba(74,64,52,0.38)"],
      [0.8, "rgba(38,33,27,0.16)"],
      [1, "rgba(20,18,15,0)"],
    ]),
    -2,
  );
  pool.scale.setScalar(reach * 1.9);
  const shadow = disc(
    painted([
      [0, "rgba(6,5,4,0.92)"],
      [0.55, "rgba(6,5,4,0.7)"],
      [0.8, "rgba(6,5,4,0.28)"],
      [1, "rgba(6,5,4,0)"],
    ]),
    -1,
  );
  shadow.scale.set(size.x * 0.72, size.z * 0.72, 1);
  const ground = new Group();
  ground.name = "ground";
  pool.position.y = -0.002 * reach;
  shadow.position.y = -0.001 * reach;
  ground.add(pool, shadow);
  return ground;
}
