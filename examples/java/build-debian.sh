#!/usr/bin/env bash
# Build the Java example with Debian's own packages, without Maven:
#   apt-get install default-jdk-headless libgrpc-java libprotobuf-java libprotobuf-dev libnetty-java \
#       libperfmark-java libgeronimo-annotation-1.3-spec-java protobuf-compiler protobuf-compiler-grpc-java-plugin
# Then: java -cp "build/classes:$(cat build/classpath)" Check --address 127.0.0.1:50051 --name … --uscc …
set -euo pipefail
cd "$(dirname "$0")"
protos=${PROTOS:-../../protos}
build=${BUILD:-build}
mkdir -p "$build/generated" "$build/classes"
jars=(grpc-api grpc-context grpc-core grpc-netty grpc-protobuf grpc-protobuf-lite grpc-stub protobuf guava perfmark-api geronimo-annotation-1.3-spec
    proto-google-common-protos gson netty-all netty-buffer netty-codec netty-codec-http netty-codec-http2 netty-codec-socks
    netty-common netty-handler netty-handler-proxy netty-resolver netty-transport netty-transport-native-unix-common)
classpath=$(printf ':/usr/share/java/%s.jar' "${jars[@]}")
printf '%s' "${classpath#:}" > "$build/classpath"
(cd "$protos" && find jointsanction -name '*.proto') | xargs protoc -I "$protos" -I "$protos/third_party" \
    google/api/field_behavior.proto google/rpc/status.proto --java_out="$build/generated" \
    --plugin=protoc-gen-grpc-java="$(command -v grpc_java_plugin)" --grpc-java_out="$build/generated"
find "$build/generated" src -name '*.java' -print0 | xargs -0 javac -encoding UTF-8 -nowarn -proc:none \
    -cp "${classpath#:}" -d "$build/classes"
echo "built: $build/classes"
