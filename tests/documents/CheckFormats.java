import com.thaiopensource.util.PropertyMapBuilder;
import com.thaiopensource.validate.ValidateProperty;
import com.thaiopensource.validate.ValidationDriver;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.poi.schemas.ooxml.system.ooxml.TypeSystemHolder;
import org.apache.xmlbeans.SchemaTypeLoader;
import org.apache.xmlbeans.XmlBeans;
import org.apache.xmlbeans.XmlError;
import org.apache.xmlbeans.XmlObject;
import org.apache.xmlbeans.XmlOptions;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.xml.sax.InputSource;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Checks files against what their formats are defined by, each by its ending: PDF by veraPDF (PDF/UA-1 and PDF/A-2a),
 * DOCX by the schemas of ECMA-376 as Apache POI has them, ODT by those of OASIS.
 *
 * <p>usage: CheckFormats ODF_SCHEMAS FILE... ; ODF_SCHEMAS is their folder. Prints a line for each problem, and exits
 * with 1 if there was any.
 */
public final class CheckFormats {
  private static final PDFAFlavour[] FLAVOURS = {PDFAFlavour.PDFUA_1, PDFAFlavour.PDFA_2_A};
  // Of those that our documents consist of; another one is a problem until it is named here.
  private static final Set<String> ODT_PARTS =
      Set.of("content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml");


  private final SchemaTypeLoader ecma376 =
      XmlBeans.typeLoaderUnion(TypeSystemHolder.typeSystem, XmlBeans.getBuiltinTypeSystem());
  private final Path odfSchemas;
  private boolean found = false;

  private CheckFormats(Path odfSchemas) {
    this.odfSchemas = odfSchemas;
  }

  public static void main(String[] arguments) throws Exception {
    // What veraPDF and XMLBeans tell of themselves.
    Logger.getLogger("").setLevel(Level.OFF);
    System.setProperty("log4j2.StatusLogger.level", "OFF");
    VeraGreenfieldFoundryProvider.initialise();
    CheckFormats check = new CheckFormats(Path.of(arguments[0]));
    for (int i = 1; i < arguments.length; ++i) check.file(Path.of(arguments[i]));
    System.exit(check.found ? 1 : 0);
  }

  private void file(Path file) {
    String name = file.getFileName().toString();
    try {
      switch (name.substring(name.lastIndexOf('.') + 1)) {
        case "pdf" -> pdf(file);
        case "docx" -> docx(file);
        case "odt" -> odt(file);
        default -> problem(file, "no format that is checked here");
      }
    } catch (Exception broken) {
      problem(file, "cannot be read: " + broken);
    }
  }

  private void problem(Path file, String what) {
    found = true;
    // Validators go on with all that would have been right.
    System.out.println(file + ": " + what.split("[;,] expected ")[0]);
  }

  private void pdf(Path file) throws Exception {
    for (PDFAFlavour flavour : FLAVOURS) {
      try (InputStream bytes = Files.newInputStream(file);
          PDFAParser parser = Foundries.defaultInstance().createParser(bytes, flavour);
          PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
        ValidationResult result = validator.validate(parser);
        Set<String> problems = new TreeSet<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
          problems.add(assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber() + " "
              + assertion.getMessage());
        }
        if (!result.isCompliant() && problems.isEmpty()) problems.add("does not conform");
        for (String problem : problems) problem(file, flavour + " " + problem);
      }
    }
  }

  private void docx(Path file) throws Exception {
    try (ZipFile parts = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> all = parts.entries(); all.hasMoreElements();) {
        ZipEntry part = all.nextElement();
        if (!part.getName().startsWith("word/") || part.getName().startsWith("word/_rels/")) continue;
        XmlObject read = ecma376.parse(parts.getInputStream(part), null, null);
        List<XmlError> errors = new ArrayList<>();
        if (read.schemaType().getDocumentElementName() == null) {  // of no type that the schemas have
          problem(file, part.getName() + ": no part of a text");
        }
        read.validate(new XmlOptions().setErrorListener(errors));
        for (XmlError error : errors) problem(file, part.getName() + ": " + error.getMessage());
      }
    }
  }

  private void odt(Path file) throws Exception {
    ValidationDriver document = driver(file, "OpenDocument-v1.3-schema.rng");
    ValidationDriver manifest = driver(file, "OpenDocument-v1.3-manifest-schema.rng");
    try (ZipFile parts = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> all = parts.entries(); all.hasMoreElements();) {
        ZipEntry part = all.nextElement();
        if (part.getName().equals("mimetype")) continue;
        if (!ODT_PARTS.contains(part.getName())) {
          problem(file, part.getName() + ": not expected");
          continue;
        }
        byte[] bytes = parts.getInputStream(part).readAllBytes();
        InputSource source = new InputSource(new ByteArrayInputStream(bytes));
        source.setSystemId(part.getName());
        (part.getName().startsWith("META-INF/") ? manifest : document).validate(source);
      }
    }
  }

  private ValidationDriver driver(Path file, String schema) throws Exception {
    PropertyMapBuilder properties = new PropertyMapBuilder();
    properties.put(ValidateProperty.ERROR_HANDLER, new DefaultHandler() {
      @Override
      public void error(SAXParseException error) {
        problem(file, error.getSystemId().replaceFirst(".*/", "") + ": " + error.getMessage());
      }

      @Override
      public void fatalError(SAXParseException error) {
        error(error);
      }
    });
    ValidationDriver driver = new ValidationDriver(properties.toPropertyMap());
    if (!driver.loadSchema(ValidationDriver.uriOrFileInputSource(odfSchemas.resolve(schema).toString()))) {
      throw new IllegalStateException("cannot load " + schema);
    }
    return driver;
  }
}
