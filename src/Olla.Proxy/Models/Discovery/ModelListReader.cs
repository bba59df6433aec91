using System.Globalization;
using System.Text.Json;
using Olla.Proxy.Models.Parsing;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Models.Discovery;

/// <summary>Reads the model list of one endpoint once, in its provider's shape; endpoints of type <c>auto</c> are recognised first.</summary>
internal sealed class ModelListReader(ProviderCatalog providers, IModelListClient client)
{
    private readonly ProviderDetector _detector = new(providers);

    /// <param name="endpoint">Whom to ask.</param>
    /// <param name="recognisedType">What an <c>auto</c> endpoint was recognised as before, or null.</param>
    /// <param name="cancellation">Ends the asking; the only exception that this throws.</param>
    public async Task<ModelListReading> ReadAsync(Endpoint endpoint, string? recognisedType, CancellationToken cancellation)
    {
        if (endpoint.Type != ProviderTypes.Auto)
        {
            return await ReadAsync(endpoint, endpoint.Type, providers.ModelUrlOf(endpoint), cancellation);
        }

        if (recognisedType is not (null or ProviderTypes.Auto))
        {
            var path = endpoint.Options.ModelUrl ?? providers.ModelPathOf(recognisedType);
            var reading = await ReadAsync(endpoint, recognisedType, EndpointUrls.Resolve(endpoint.Url, path), cancellation);
            if (reading.Outcome == ModelListOutcome.Read)
            {
                return reading;
            }
        }

        return await RecogniseAsync(endpoint, cancellation);
    }

    private async Task<ModelListReading> ReadAsync(Endpoint endpoint, string type, Uri url, CancellationToken cancellation)
    {
        var (answer, error) = await AskAsync(endpoint, url, cancellation);
        if (answer is null)
        {
            return ModelListReading.Failed(type, error!);
        }

        if (answer.Status != StatusCodes.Status200OK)
        {
            return NotUsable(type, url, answer.Status);
        }

        var list = Parse(answer, providers.ProfileOf(type).ModelListFormat);
        return list is null ? ModelListReading.Failed(type, $"{url.AbsolutePath} answered no JSON") : ModelListReading.Of(type, list.Models);
    }

    /// <summary>Asks each provider's own path in turn until an answer has a shape that is recognised; what an unknown server answers to unknown paths is none.</summary>
    private async Task<ModelListReading> RecogniseAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        var failure = ModelListReading.Refused(ProviderTypes.Auto, "no model list was recognised");
        foreach (var path in endpoint.Options.ModelUrl is { } own ? [own] : _detector.Paths)
        {
            var url = EndpointUrls.Resolve(endpoint.Url, path);
            var (answer, error) = await AskAsync(endpoint, url, cancellation);
            if (answer is null)
            {
                return ModelListReading.Failed(ProviderTypes.Auto, error!);
            }

            if (answer.Status != StatusCodes.Status200OK)
            {
                failure = NotUsable(ProviderTypes.Auto, url, answer.Status) is { Outcome: ModelListOutcome.Failed } worse ? worse : failure;
                continue;
            }

            // Read as OpenAI's first: the shape tells whose it is, and only then its fields are read.
            if (Parse(answer, ModelListFormat.OpenAi) is { } list && _detector.Recognise(path, answer, list) is { } type)
            {
                return ModelListReading.Of(type, Parse(answer, providers.ProfileOf(type).ModelListFormat)!.Models);
            }

            failure = ModelListReading.Failed(ProviderTypes.Auto, $"{url.AbsolutePath} answered no model list that is recognised");
        }

        return failure;
    }

    private async Task<(ModelListAnswer? Answer, string? Error)> AskAsync(Endpoint endpoint, Uri url, CancellationToken cancellation)
    {
        try
        {
            return (await client.GetAsync(endpoint, url, cancellation), null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return (null, failure.Message);
        }
    }

    private static ModelListReading NotUsable(string type, Uri url, int status)
    {
        var error = string.Create(CultureInfo.InvariantCulture, $"{url.AbsolutePath} answered {status}");
        return status is >= 400 and < 500 ? ModelListReading.Refused(type, error) : ModelListReading.Failed(type, error);
    }

    private static ParsedModelList? Parse(ModelListAnswer answer, ModelListFormat format)
    {
        try
        {
            return ModelListParser.Parse(answer.Body, format);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
