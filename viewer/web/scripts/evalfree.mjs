/**
 * Basis Universal's transcoder makes its call glue with `new Function`, which our content policy refuses: the picture of
 * a headset's model would never arrive. These closures do the same as the text it would have evaluated
 * (embind's own way with -sDYNAMIC_EXECUTION=0). The build fails when the transcoder's text is another one.
 */

const INVOKER = `function(...given){
  if(given.length!==argCount-2)throwBindingError("function "+humanName+" called with "+given.length+" arguments, expected "+(argCount-2));
  var destructors=needsDestructorStack?[]:null,wired=[];
  if(isClassMethodFunc)wired.push(argTypes[1]["toWireType"](destructors,this));
  for(var i=0;i<argCount-2;++i)wired.push(argTypes[i+2]["toWireType"](destructors,given[i]));
  var rv=cppInvokerFunc(cppTargetFunc,...wired);
  if(needsDestructorStack)runDestructors(destructors);
  else for(var i=isClassMethodFunc?1:2;i<argTypes.length;++i){
    if(argTypes[i].destructorFunction!==null)argTypes[i].destructorFunction(wired[isClassMethodFunc?i-1:i-2]);
  }
  if(returns)return argTypes[0]["fromWireType"](rv);
}`;

const CALLER = `(obj,func,destructorsRef,pack)=>{
  var at=pack,read=types.map(type=>{var value=type["readValueFromPointer"](at);at+=type["argPackAdvance"];return value});
  var rv=kind===1?new func(...read):func.call(obj,...read);
  if(!retType.isVoid)return emval_returnValue(retType,destructorsRef,rv);
}`;

const PLACES = [
  ["newFunc(Function,args)(...closureArgs)", INVOKER],
  ["newFunc(Function,params)(...args)", CALLER],
];

/** The transcoder's text without anything evaluated; throws where a place isn't there exactly once. */
export function withoutEval(text) {
  return PLACES.reduce((before, [place, closure]) => {
    const parts = before.split(place);
    if (parts.length !== 2) throw new Error(`basis_transcoder.js: ${place} is there ${parts.length - 1} times, not once`);
    return parts.join(closure);
  }, text);
}

/** Vite plugin: rewrites the transcoder among the build's assets. */
export function evalFree() {
  return {
    name: "eval-free-transcoder",
    generateBundle(_options, bundle) {
      const found = Object.values(bundle).filter((item) => item.type === "asset" && /basis_transcoder[^/]*\.js$/.test(item.fileName));
      if (found.length !== 1) throw new Error(`basis_transcoder.js: ${found.length} assets, not one`);
      for (const asset of found) asset.source = withoutEval(Buffer.from(asset.source).toString("utf8"));
    },
  };
}
