"""A gRPC client that knows nothing of the suite but an address: types and methods come by reflection.

What it must know beforehand is written out below field by field: reflection, health, and Google's public model of error
details.
"""

import itertools

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

_STRING, _BYTES, _MESSAGE, _INT32 = 9, 12, 11, 5
_ONE, _MANY = 1, 3


def _message(file, name, *fields):
    message = file.message_type.add(name=name)
    for number, (field, kind, label) in fields:
        added = message.field.add(name=field, number=number, label=label)
        if isinstance(kind, str):
            added.type, added.type_name = _MESSAGE, f".{file.package}.{kind}"
        else:
            added.type = kind


def _known_types():
    """The messages of reflection, health and error details, as far as they are needed here."""
    reflection = descriptor_pb2.FileDescriptorProto(name="reflection", syntax="proto3",
                                                    package="grpc.reflection.v1alpha")
    _message(reflection, "ServerReflectionRequest",
             (3, ("file_by_filename", _STRING, _ONE)),
             (4, ("file_containing_symbol", _STRING, _ONE)),
             (7, ("list_services", _STRING, _ONE)))
    _message(reflection, "FileDescriptorResponse", (1, ("file_descriptor_proto", _BYTES, _MANY)))
    _message(reflection, "ServiceResponse", (1, ("name", _STRING, _ONE)))
    _message(reflection, "ListServiceResponse", (1, ("service", "ServiceResponse", _MANY)))
    _message(reflection, "ErrorResponse", (1, ("error_code", _INT32, _ONE)),
             (2, ("error_message", _STRING, _ONE)))
    _message(reflection, "ServerReflectionResponse",
             (4, ("file_descriptor_response", "FileDescriptorResponse", _ONE)),
             (6, ("list_services_response", "ListServiceResponse", _ONE)),
             (7, ("error_response", "ErrorResponse", _ONE)))
    # Presence of the request's choice, as in the oneof that it stands for.
    request = reflection.message_type[0]
    request.oneof_decl.add(name="message_request")
    for field in request.field:
        field.oneof_index = 0
    health = descriptor_pb2.FileDescriptorProto(name="health", syntax="proto3",
                                                package="grpc.health.v1")
    _message(health, "HealthCheckRequest", (1, ("service", _STRING, _ONE)))
    _message(health, "HealthCheckResponse", (1, ("status", _INT32, _ONE)))
    details = descriptor_pb2.FileDescriptorProto(name="details", syntax="proto3",
                                                 package="google.rpc")
    _message(details, "Any", (1, ("type_url", _STRING, _ONE)), (2, ("value", _BYTES, _ONE)))
    _message(details, "Status", (3, ("details", "Any", _MANY)))
    _message(details, "Entry", (1, ("key", _STRING, _ONE)), (2, ("value", _STRING, _ONE)))
    _message(details, "ErrorInfo", (1, ("reason", _STRING, _ONE)), (3, ("metadata", "Entry", _MANY)))
    _message(details, "FieldViolation", (1, ("field", _STRING, _ONE)))
    _message(details, "BadRequest", (1, ("field_violations", "FieldViolation", _MANY)))
    pool = descriptor_pool.DescriptorPool()
    for file in (reflection, health, details):
        pool.Add(file)
    return message_factory.MessageFactory(pool), pool


_FACTORY, _POOL = _known_types()


def _known(name):
    return _FACTORY.GetPrototype(_POOL.FindMessageTypeByName(name))


class Failure(Exception):
    """How a call failed: code by name, and the details that every error of the suite carries."""

    def __init__(self, error):
        super().__init__(f"{error.code().name}: {error.details()}")
        self.code = error.code().name
        self.message = error.details()
        self.reason = None
        self.metadata = {}
        self.fields = []
        trailers = dict(error.trailing_metadata() or ())
        self.details = trailers.get("grpc-status-details-bin", b"")
        status = _known("google.rpc.Status").FromString(self.details)
        for detail in status.details:
            if detail.type_url.endswith(".ErrorInfo"):
                info = _known("google.rpc.ErrorInfo").FromString(detail.value)
                self.reason = info.reason
                self.metadata = {entry.key: entry.value for entry in info.metadata}
            elif detail.type_url.endswith(".BadRequest"):
                request = _known("google.rpc.BadRequest").FromString(detail.value)
                self.fields = [violation.field for violation in request.field_violations]


class Client:
    """Calls any method of a server with requests as JSON values."""

    def __init__(self, address, token=None, credentials=None, options=()):
        # A connection of its own: by default clients of one address share theirs, and a server's answer to one.
        options = (("grpc.use_local_subchannel_pool", 1), *options)
        if credentials is None:
            self.channel = grpc.insecure_channel(address, options=options)
        else:
            self.channel = grpc.secure_channel(address, credentials, options=options)
        self.token = token
        self._pool = descriptor_pool.DescriptorPool()
        self._factory = message_factory.MessageFactory(self._pool)
        self._files = set()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.channel.close()

    # Reflection.

    def _reflect(self, **request):
        method = self.channel.stream_stream(
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=_known(
                "grpc.reflection.v1alpha.ServerReflectionResponse").FromString)
        asked = _known("grpc.reflection.v1alpha.ServerReflectionRequest")(**request)
        answer = next(method(iter([asked]), timeout=30))
        if answer.error_response.error_code:
            raise LookupError(answer.error_response.error_message)
        return answer

    def services(self):
        answer = self._reflect(list_services="")
        return sorted(service.name for service in answer.list_services_response.service)

    def _learn(self, **request):
        """Takes over a file and, before it, the files that it imports."""
        for data in self._reflect(**request).file_descriptor_response.file_descriptor_proto:
            file = descriptor_pb2.FileDescriptorProto.FromString(data)
            if file.name in self._files:
                continue
            self._files.add(file.name)
            for dependency in file.dependency:
                if dependency not in self._files:
                    self._learn(file_by_filename=dependency)
            self._pool.Add(file)

    def _find(self, lookup, name):
        try:
            return lookup(name)
        except KeyError:
            self._learn(file_containing_symbol=name)
            return lookup(name)

    def type_of(self, name):
        return self._factory.GetPrototype(self._find(self._pool.FindMessageTypeByName, name))

    def methods(self, service):
        return list(self._find(self._pool.FindServiceByName, service).methods)

    def method(self, name):
        """The descriptor of "ReviewService/GetReview", or of a method by its whole name."""
        service, method = name.split("/")
        if "." not in service:
            service = "peerchallenge.scheduling.v1." + service
        return self._find(self._pool.FindServiceByName, service).methods_by_name[method]

    # Calls.

    def metadata(self, more=()):
        bearer = (("authorization", "Bearer " + self.token),) if self.token else ()
        return (*bearer, *more)

    def _request(self, method, request):
        if isinstance(request, bytes):
            return request
        message = self.type_of(method.input_type.full_name)()
        json_format.ParseDict(request, message, descriptor_pool=self._pool)
        return message.SerializeToString()

    def json(self, message):
        return json_format.MessageToDict(message, descriptor_pool=self._pool)

    def _stub(self, method, kind):
        response = self.type_of(method.output_type.full_name)
        return kind(f"/{method.containing_service.full_name}/{method.name}",
                    request_serializer=lambda data: data,
                    response_deserializer=response.FromString)

    def encode(self, name, request):
        """The bytes of a request, for a caller who sends it often."""
        return self._request(self.method(name), request)

    def call(self, name, request, timeout=30, metadata=(), **options):
        """Calls a unary method with a JSON value or with bytes; the answer as a JSON value. The options are gRPC's."""
        method = self.method(name)
        data = self._request(method, request)
        try:
            return self.json(self._stub(method, self.channel.unary_unary)(
                data, timeout=timeout, metadata=self.metadata(metadata), **options))
        except grpc.RpcError as error:
            raise Failure(error) from error

    def start(self, name, request, metadata=()):
        """Begins a unary call; its answer is at `.result()`."""
        method = self.method(name)
        return self._stub(method, self.channel.unary_unary).future(
            self._request(method, request), metadata=self.metadata(metadata))

    def begin(self, name, request, metadata=(), timeout=60):
        """Begins a call of any kind; a stream of requests is of this one."""
        method = self.method(name)
        data = self._request(method, request)
        options = {"timeout": timeout, "metadata": self.metadata(metadata)}
        if method.server_streaming:
            return Pending(self, self._stub(method, self.channel.unary_stream)(data, **options), streams=True)
        if method.client_streaming:
            return Pending(self, self._stub(method, self.channel.stream_unary).future(iter([data]), **options))
        return Pending(self, self._stub(method, self.channel.unary_unary).future(data, **options))

    def open(self, name, request, timeout=None):
        """Opens a server stream: an iterator of messages, which may be cancelled."""
        method = self.method(name)
        return self._stub(method, self.channel.unary_stream)(
            self._request(method, request), timeout=timeout, metadata=self.metadata())

    def stream(self, name, request, timeout=60):
        """The messages of a server stream as JSON values; ends the call when it is closed."""
        messages = self.open(name, request, timeout)
        try:
            for message in messages:
                yield self.json(message)
        except grpc.RpcError as error:
            raise Failure(error) from error
        finally:
            messages.cancel()

    def health(self, service=""):
        """The serving status: 1 = SERVING, 2 = NOT_SERVING."""
        check = self.channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=_known("grpc.health.v1.HealthCheckResponse").FromString)
        return check(_known("grpc.health.v1.HealthCheckRequest")(service=service), timeout=30).status


class Pending:
    """A call that was begun and not waited for."""

    def __init__(self, client, call, streams=False):
        self._client = client
        self._call = call
        self._streams = streams

    def answers(self, most=None):
        """Its answer, or the messages of its stream up to that many, as JSON values."""
        try:
            if not self._streams:
                return [self._client.json(self._call.result())]
            return [self._client.json(message) for message in itertools.islice(self._call, most)]
        except grpc.RpcError as error:
            raise Failure(error) from error
        finally:
            self._call.cancel()
