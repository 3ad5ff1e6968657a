namespace CdcAnalytics.ConnectorManager.Desired;

/// <summary>The folder of connector files: the desired state, in full.</summary>
public static class ConnectorFolder
{
    /// <summary>The connectors that come with the program.</summary>
    public static string Bundled => Path.Combine(AppContext.BaseDirectory, "connectors");

    /// <summary>Reads all files of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="values">Fills the placeholders.</param>
    /// <returns>The connectors, ordered by file name.</returns>
    /// <exception cref="ConnectorFileException">One cannot be used; nothing is returned by halves.</exception>
    public static IReadOnlyList<DesiredConnector> Read(string folder, PlaceholderValues values)
    {
        var paths = FilesOf(folder);
        var connectors = new List<DesiredConnector>();
        foreach (var path in paths)
        {
            var connector = Fill(ConnectorFile.Read(path), values);
            if (connectors.Find(other => other.Name == connector.Name) is { } other)
            {
                throw new ConnectorFileException(
                    $"{path} and {other.File} are both named '{connector.Name}'; give one of them another \"name\".");
            }

            connectors.Add(connector);
        }

        return values.Unused.Count == 0
            ? connectors
            : throw new ConnectorFileException(
                $"No file in '{folder}' uses ${{value:{values.Unused.Order().First()}}}; take the setting "
                    + $"Connectors__Values__{values.Unused.Order().First()} away, or mend its spelling.");
    }

    private static string[] FilesOf(string folder)
    {
        string[] paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];
        Array.Sort(paths, StringComparer.Ordinal);
        return paths.Length > 0
            ? paths
            : throw new ConnectorFileException(
                $"There is no *.json in the folder '{folder}'; set Connectors__Folder to the folder of the connector "
                    + "files, or leave it out for those that come with the program.");
    }

    private static DesiredConnector Fill(ConnectorFile file, PlaceholderValues values)
    {
        var config = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in file.Settings)
        {
            PlainSecret.Refuse(setting, file.Path);
            if (values.Fill(setting, file.Path) is { } value)
            {
                // Again, for what a value brought in.
                PlainSecret.Refuse(setting with { Value = value }, file.Path);
                config.Add(setting.Key, value);
            }
        }

        return !config.ContainsKey(DesiredConnector.ClassKey)
            ? throw ConnectorFileException.At(
                file.Path, file.Name.Line, $"\"{DesiredConnector.ClassKey}\" is missing; name the connector's class.")
            : new DesiredConnector(NameOf(file, values), config, file.Path);
    }

    private static string NameOf(ConnectorFile file, PlaceholderValues values) =>
        values.Fill(file.Name, file.Path)
            ?? throw ConnectorFileException.At(file.Path, file.Name.Line, "\"name\" must not be optional.");
}
