using System.Globalization;
using System.Text.Json;
using Merlon.ScriptedModel;

const string Usage = "usage: Merlon.ScriptedModel SCRIPT [--port N]";

var port = 0;
if (args is not ([_] or [_, "--port", _])
    || (args is [_, _, var word] && !int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out port)))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

try
{
    var script = Script.Read(File.ReadAllText(args[0]));
    using var server = new ScriptedServer(script.Answer, port);
    Console.WriteLine(server.Url);
    await server.Served;
    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
{
    Console.Error.WriteLine($"{args[0]}: {e.Message}");
    return 3;
}
