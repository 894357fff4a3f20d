/** Scene documents for tests, as viewer/scene.py writes them. */

export function copy(usage, more = {}) {
  return { usage, url: `/d/${usage}.glb`, media_type: "model/gltf-binary", triangles: 1000, bytes: 1000, gpu_mb: 4, ...more };
}

export function scene(more = {}) {
  return {
    id: "7",
    slug: "dinh",
    title: { vi: "Đỉnh đồng", en: "Bronze urn" },
    derivatives: [copy("phone", { bytes: 500 }), copy("vr"), copy("desktop", { bytes: 9000 })],
    ...more,
  };
}
