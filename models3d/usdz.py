"""The iOS augmented-reality file, built by Pixar's own library and checked by it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from pxr import Gf, Sdf, Usd, UsdGeom, UsdShade, UsdUtils, UsdValidation, Vt

from models3d.errors import ToolError
from models3d.pack import Skinned, encode_jpeg, resize_pixels

MAX_TRIANGLES = 100_000
MAX_TEXTURE = 2048
MAX_BYTES = 8_000_000


def write_usdz(skinned: Skinned, path: Path) -> None:
    """Write an ARKit package in metres, +Y up, with at most one texture.

    Raises:
        ToolError: ``usdz_failed`` when the library refuses the package or its checks find an error.
    """
    with tempfile.TemporaryDirectory() as folder:
        layer = Path(folder) / "model.usdc"
        picture = _write_texture(skinned, Path(folder))
        stage = Usd.Stage.CreateNew(str(layer))
        UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.y)
        UsdGeom.SetStageMetersPerUnit(stage, 1.0)
        root = UsdGeom.Xform.Define(stage, "/Model")
        stage.SetDefaultPrim(root.GetPrim())
        shape = _add_mesh(stage, skinned)
        material = _add_material(stage, skinned, picture)
        UsdShade.MaterialBindingAPI.Apply(shape.GetPrim()).Bind(material)
        stage.GetRootLayer().Save()
        if not UsdUtils.CreateNewARKitUsdzPackage(Sdf.AssetPath(str(layer)), str(path)):
            raise ToolError("usdz_failed", reason="CreateNewARKitUsdzPackage")
    faults = check_usdz(path)
    if faults:
        raise ToolError("usdz_failed", reason=faults[0])


def check_usdz(path: Path) -> list[str]:
    """List the errors that the library's validators find; empty when there are none."""
    stage = Usd.Stage.Open(str(path))
    if stage is None:
        return [f"{path.name} can't be opened"]
    registry = UsdValidation.ValidationRegistry()
    context = UsdValidation.ValidationContext(registry.GetOrLoadAllValidators())
    found = context.Validate(stage)
    return [str(e.GetMessage()) for e in found if e.GetType() == UsdValidation.ValidationErrorType.Error]


def _write_texture(skinned: Skinned, folder: Path) -> str | None:
    if skinned.pixels is None:
        return None
    (folder / "texture.jpg").write_bytes(encode_jpeg(resize_pixels(skinned.pixels, MAX_TEXTURE), 88).data)
    return "texture.jpg"


def _add_mesh(stage: Usd.Stage, skinned: Skinned) -> UsdGeom.Mesh:
    mesh = skinned.mesh
    shape = UsdGeom.Mesh.Define(stage, "/Model/Shape")
    points = mesh.positions.astype(np.float32)
    shape.CreatePointsAttr(Vt.Vec3fArray.FromNumpy(points))
    shape.CreateFaceVertexCountsAttr(Vt.IntArray.FromNumpy(np.full(len(mesh.faces), 3, np.int32)))
    shape.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(mesh.faces.astype(np.int32).reshape(-1)))
    shape.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
    shape.CreateExtentAttr([Gf.Vec3f(*points.min(axis=0).tolist()), Gf.Vec3f(*points.max(axis=0).tolist())])
    if mesh.normals is not None:
        shape.CreateNormalsAttr(Vt.Vec3fArray.FromNumpy(mesh.normals.astype(np.float32)))
        shape.SetNormalsInterpolation(UsdGeom.Tokens.vertex)
    primvars = UsdGeom.PrimvarsAPI(shape)
    if mesh.uv is not None:
        flipped = np.column_stack([mesh.uv[:, 0], 1 - mesh.uv[:, 1]]).astype(np.float32)
        uv = primvars.CreatePrimvar("st", Sdf.ValueTypeNames.TexCoord2fArray, UsdGeom.Tokens.vertex)
        uv.Set(Vt.Vec2fArray.FromNumpy(flipped))
    elif mesh.colors is not None:
        shape.CreateDisplayColorPrimvar(UsdGeom.Tokens.vertex).Set(
            Vt.Vec3fArray.FromNumpy((mesh.colors[:, :3] / np.float32(255)).astype(np.float32))
        )
    return shape


def _add_material(stage: Usd.Stage, skinned: Skinned, picture: str | None) -> UsdShade.Material:
    material = UsdShade.Material.Define(stage, "/Model/Material")
    surface = UsdShade.Shader.Define(stage, "/Model/Material/Surface")
    surface.CreateIdAttr("UsdPreviewSurface")
    surface.CreateInput("roughness", Sdf.ValueTypeNames.Float).Set(skinned.finish.roughness)
    surface.CreateInput("metallic", Sdf.ValueTypeNames.Float).Set(skinned.finish.metallic)
    color = surface.CreateInput("diffuseColor", Sdf.ValueTypeNames.Color3f)
    if picture is None:
        color.Set(Gf.Vec3f(*skinned.finish.base_color[:3]))
    else:
        color.ConnectToSource(_add_texture(stage, picture).ConnectableAPI(), "rgb")
    material.CreateSurfaceOutput().ConnectToSource(surface.ConnectableAPI(), "surface")
    return material


def _add_texture(stage: Usd.Stage, picture: str) -> UsdShade.Shader:
    reader = UsdShade.Shader.Define(stage, "/Model/Material/Coordinates")
    reader.CreateIdAttr("UsdPrimvarReader_float2")
    reader.CreateInput("varname", Sdf.ValueTypeNames.String).Set("st")
    reader.CreateOutput("result", Sdf.ValueTypeNames.Float2)
    texture = UsdShade.Shader.Define(stage, "/Model/Material/Texture")
    texture.CreateIdAttr("UsdUVTexture")
    texture.CreateInput("file", Sdf.ValueTypeNames.Asset).Set(Sdf.AssetPath(picture))
    texture.CreateInput("sourceColorSpace", Sdf.ValueTypeNames.Token).Set("sRGB")
    texture.CreateInput("st", Sdf.ValueTypeNames.Float2).ConnectToSource(reader.ConnectableAPI(), "result")
    texture.CreateOutput("rgb", Sdf.ValueTypeNames.Float3)
    return texture
