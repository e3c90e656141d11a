import java.io.IOException;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/// Part of the build: rewrites the classes of a jar that are older than Java 6 as Java 8's, so that a
/// Java runtime takes them into its AOT cache. It takes no class without a table of stack maps, and
/// verifies such classes the slow way at each start. What the classes do stays as it is.
///
///     java RaiseClassFiles.java JAR...
final class RaiseClassFiles {
  private RaiseClassFiles() {}

  public static void main(String[] jars) throws IOException {
    for (var jar : jars) {
      raise(Path.of(jar));
    }
  }

  private static void raise(Path jar) throws IOException {
    var time = Files.getLastModifiedTime(jar);
    try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        var content = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), java.util.Map.of())) {
      var compiler =
          ClassFile.of(
              StackMapsOption.GENERATE_STACK_MAPS,
              ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)));
      for (var file : classes(content)) {
        var bytes = Files.readAllBytes(file);
        var model = compiler.parse(bytes);
        if (model.majorVersion() < ClassFile.JAVA_6_VERSION) {
          Files.write(file, compiler.transformClass(model, newer()));
        }
      }
    }
    Files.setLastModifiedTime(jar, FileTime.from(time.toInstant()));
  }

  private static List<Path> classes(FileSystem content) throws IOException {
    try (var files = Files.walk(content.getPath("/"))) {
      return files.filter(file -> file.toString().endsWith(".class")).toList();
    }
  }

  private static ClassTransform newer() {
    ClassTransform version =
        (builder, element) -> {
          switch ((ClassElement) element) {
            case ClassFileVersion _ -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
            case ClassElement other -> builder.with(other);
          }
        };
    return version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL));
  }
}
